package dev.quotewell.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.quotewell.cache.CacheKey;
import dev.quotewell.cache.CacheStatus.Forward;
import dev.quotewell.cache.Entry;
import dev.quotewell.json.Payload;
import io.lettuce.core.Consumer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A backup of a real server, and what is there again after it was restored. */
@Timeout(120)
class BackupIT {

    private static final Duration LONG = Duration.ofSeconds(20);
    private static final StartOptions BUNDLED =
            new StartOptions("", StartOptions.defaults().ports(), LONG, LONG);
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final CacheKey AAPL = new CacheKey("quote", "AAPL");
    private static final RedisKeys KEYS = new RedisKeys("qw:");

    @TempDir
    private Path temporary;

    private Path directory;
    private Path file;
    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    @BeforeEach
    void choosePlaces() {
        directory = temporary.resolve("data/redis");
        file = temporary.resolve("backups/friday.zip");
    }

    @AfterEach
    void endWhatATestLeft() throws Exception {
        while (!open.isEmpty()) {
            open.pop().close();
        }
        new ServerFiles(directory)
                .findProcessId()
                .flatMap(ServerProcess::find)
                .filter(process -> process.worksIn(directory))
                .ifPresent(process -> process.kill(LONG));
    }

    private EmbeddedRedis start(StartOptions options) {
        EmbeddedRedis redis = EmbeddedRedis.start(directory, options);
        open.push(redis);
        return redis;
    }

    private RedisCommands<String, String> commands(EmbeddedRedis redis) {
        RedisClient client = RedisClient.create(RedisURI.create(redis.uri()));
        open.push(() -> client.shutdown(Duration.ZERO, Duration.ofSeconds(1)));
        return client.connect().sync();
    }

    /** An entry with its event in the outbox, which one group has taken and not acknowledged; a request id that is done. */
    @SuppressWarnings("unchecked") // Lettuce takes the offsets as a generic array.
    private static void fill(EmbeddedRedis redis, RedisCommands<String, String> commands) {
        try (RedisConnection connection =
                RedisConnection.open(RedisAddress.of(redis.uri().toString()), LONG)) {
            RedisCacheStore store = new RedisCacheStore(connection, KEYS, 1024);
            Instant loaded = Instant.now();
            Entry.Value entry = new Entry.Value(
                    Payload.utf8("{\"symbol\":\"AAPL\",\"price\":212.50}"),
                    "content",
                    loaded,
                    loaded.plusSeconds(60),
                    "finnhub");
            Await.answer(store.store(AAPL, entry, Duration.ofHours(6), "me", Forward.MISS));
            store.close();
            RedisIdempotencyStore seen = new RedisIdempotencyStore(connection, KEYS);
            Await.answer(seen.begin("request:r-1", "token", LONG));
            assertThat(seen.done("request:r-1", "token", Duration.ofHours(24))).isTrue();
        }
        commands.xgroupCreate(XReadArgs.StreamOffset.from(KEYS.outbox(AAPL), "0"), "events");
        commands.xreadgroup(Consumer.from("events", "killed"), XReadArgs.StreamOffset.lastConsumed(KEYS.outbox(AAPL)));
    }

    private static void assertAllIsThere(RedisCommands<String, String> commands) {
        assertThat(commands.get(KEYS.entry(AAPL))).contains("212.50");
        assertThat(commands.pttl(KEYS.entry(AAPL)))
                .as("the entry still ends when it was to end")
                .isBetween(1L, Duration.ofHours(6).toMillis());
        assertThat(commands.xlen(KEYS.outbox(AAPL))).isEqualTo(1);
        assertThat(commands.xpending(KEYS.outbox(AAPL), "events").getCount())
                .as("a sink had it and did not acknowledge it")
                .isEqualTo(1);
        assertThat(commands.get(KEYS.idempotency("request:r-1"))).isEqualTo("done");
    }

    @Test
    void entries_outbox_and_request_ids_of_a_running_server_are_back() {
        EmbeddedRedis redis = start(BUNDLED);
        RedisCommands<String, String> commands = commands(redis);
        fill(redis, commands);

        Backup.Taken taken = Backup.take(directory, file, NOW, BUNDLED);
        commands.flushall();
        commands.set("qw:later", "written after the backup");
        redis.close();
        Restore.Done done = Restore.from(file, directory, NOW, BUNDLED);

        assertThat(taken).isEqualTo(new Backup.Taken(file, NOW, 3, taken.bytes()));
        assertThat(done.keys()).isEqualTo(3);
        assertThat(done.takenAt()).isEqualTo(NOW);
        RedisCommands<String, String> restored = commands(start(BUNDLED));
        assertAllIsThere(restored);
        assertThat(restored.get("qw:later")).isNull();
        assertThat(directory.resolve(BackupFile.SNAPSHOT)).doesNotExist();
    }

    @Test
    void what_was_restored_outlives_the_next_stop() {
        EmbeddedRedis redis = start(BUNDLED);
        fill(redis, commands(redis));
        redis.close();
        Backup.take(directory, file, NOW, BUNDLED);
        Restore.from(file, directory, NOW, BUNDLED);

        EmbeddedRedis once = start(BUNDLED);
        commands(once).set("qw:later", "x");
        once.close();

        RedisCommands<String, String> again = commands(start(BUNDLED));
        assertAllIsThere(again);
        assertThat(again.get("qw:later")).isEqualTo("x");
    }

    @Test
    void of_a_stopped_server_too_also_when_it_was_killed() throws Exception {
        OtherRun other = OtherRun.start(directory);
        open.push(other);
        ServerProcess server = other.server();
        EmbeddedRedisPort port =
                new EmbeddedRedisPort(new ServerFiles(directory).findPort().orElseThrow());
        port.ask("SET", "qw:quote:AAPL", "212.5");
        other.kill();
        assertThat(server.kill(LONG)).isTrue();
        tearLastWrite();

        Backup.Taken taken = Backup.take(directory, file, NOW, BUNDLED);

        assertThat(taken.keys()).isEqualTo(1);
        assertThat(new ServerFiles(directory).findProcessId().flatMap(ServerProcess::find))
                .as("what was stopped is stopped again")
                .isEmpty();
        Restore.from(file, temporary.resolve("elsewhere/redis"), NOW, BUNDLED);
        directory = temporary.resolve("elsewhere/redis");
        assertThat(commands(start(BUNDLED)).get("qw:quote:AAPL")).isEqualTo("212.5");
    }

    /** As a crash of the machine leaves it: half a command at the end. */
    private void tearLastWrite() throws IOException {
        try (Stream<Path> parts = Files.walk(directory.resolve("appendonlydir"))) {
            Path last = parts.filter(part -> part.toString().endsWith(".incr.aof"))
                    .findFirst()
                    .orElseThrow();
            Files.writeString(last, "*3\r\n$3\r\nSET\r\n$8\r\nqw:h", StandardOpenOption.APPEND);
        }
    }

    @Test
    void a_server_that_a_killed_run_left_is_backed_up_and_goes_on() throws Exception {
        OtherRun other = OtherRun.start(directory);
        open.push(other);
        ServerProcess server = other.server();
        new EmbeddedRedisPort(new ServerFiles(directory).findPort().orElseThrow()).ask("SET", "qw:a", "b");
        other.kill();

        Backup.Taken taken = Backup.take(directory, file, NOW, BUNDLED);

        assertThat(taken.keys()).isEqualTo(1);
        assertThat(server.isRunning()).isTrue();
    }

    @Test
    void is_of_one_moment_while_others_write() throws Exception {
        EmbeddedRedis redis = start(BUNDLED);
        RedisCommands<String, String> commands = commands(redis);
        AtomicBoolean stop = new AtomicBoolean();
        Thread writer = new Thread(() -> {
            for (long i = 1; !stop.get(); i++) {
                String value = Long.toString(i);
                commands.mset(Map.of("qw:first", value, "qw:second", value));
            }
        });
        writer.start();
        try {
            Await.until("something was written", () -> commands.exists("qw:first") == 1);
            Backup.take(directory, file, NOW, BUNDLED);
        } finally {
            stop.set(true);
            writer.join();
        }
        redis.close();

        Restore.from(file, directory, NOW, BUNDLED);

        RedisCommands<String, String> restored = commands(start(BUNDLED));
        assertThat(restored.get("qw:first")).isNotNull().isEqualTo(restored.get("qw:second"));
    }

    @Test
    void the_data_before_is_kept_aside() throws IOException {
        EmbeddedRedis redis = start(BUNDLED);
        RedisCommands<String, String> commands = commands(redis);
        Backup.take(directory, file, NOW, BUNDLED);
        commands.set("qw:before", "x");
        redis.close();

        Restore.Done done = Restore.from(file, directory, NOW, BUNDLED);

        Path aside = temporary.resolve("data/redis-before-restore-20260102T030405Z");
        assertThat(done.keptAside()).contains(aside);
        assertThat(names(temporary.resolve("data")))
                .containsExactlyInAnyOrder("redis", aside.getFileName().toString());
        directory = aside;
        assertThat(commands(start(BUNDLED)).get("qw:before")).isEqualTo("x");
    }

    @Test
    void where_nothing_was_nothing_is_kept() throws IOException {
        EmbeddedRedis redis = start(BUNDLED);
        commands(redis).set("qw:a", "b");
        Backup.take(directory, file, NOW, BUNDLED);
        redis.close();
        Path elsewhere = temporary.resolve("elsewhere/redis");

        Restore.Done done = Restore.from(file, elsewhere, NOW, BUNDLED);

        assertThat(done.keptAside()).isEmpty();
        assertThat(names(temporary.resolve("elsewhere"))).containsExactly("redis");
    }

    @Test
    void nothing_is_restored_under_a_running_Quotewell() {
        EmbeddedRedis redis = start(BUNDLED);
        RedisCommands<String, String> commands = commands(redis);
        commands.set("qw:a", "b");
        Backup.take(directory, file, NOW, BUNDLED);

        assertThatThrownBy(() -> Restore.from(file, directory, NOW, BUNDLED))
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("is in use by another Quotewell")
                .hasMessageEndingWith(": stop it, then restore");
        assertThat(commands.get("qw:a")).isEqualTo("b");
    }

    @Test
    void nor_under_the_server_that_a_killed_run_left() throws Exception {
        EmbeddedRedis redis = start(BUNDLED);
        Backup.take(directory, file, NOW, BUNDLED);
        redis.close();
        OtherRun other = OtherRun.start(directory);
        open.push(other);
        other.kill();

        assertThatThrownBy(() -> Restore.from(file, directory, NOW, BUNDLED))
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("in use by the Redis of a run that was killed (process "
                        + other.server().id())
                .hasMessageEndingWith("start Quotewell once and stop it, then restore");
        assertThat(other.server().isRunning()).isTrue();
    }

    @Test
    void what_a_killed_restore_left_running_ends_with_the_next() throws Exception {
        EmbeddedRedis redis = start(BUNDLED);
        commands(redis).set("qw:a", "b");
        Backup.take(directory, file, NOW, BUNDLED);
        redis.close();
        OtherRun other = OtherRun.start(directory.resolveSibling(directory.getFileName() + ".restoring"));
        open.push(other);
        ServerProcess server = other.server();
        other.kill();

        Restore.Done done = Restore.from(file, directory, NOW, BUNDLED);

        assertThat(done.keys()).isEqualTo(1);
        assertThat(server.isRunning()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"flipped", "cut", "empty", "no zip", "no notes", "no snapshot", "another format", "no Redis data"
            })
    void a_file_that_is_no_whole_backup_changes_nothing(String how) throws IOException {
        EmbeddedRedis redis = start(BUNDLED);
        // Nothing that could be packed: most of the file is the value.
        String value = random(5000);
        commands(redis).set("qw:a", value);
        Backup.take(directory, file, NOW, BUNDLED);
        redis.close();
        Path broken = temporary.resolve("broken.zip");
        switch (how) {
            case "flipped" -> Files.write(broken, flipped(Files.readAllBytes(file)));
            case "cut" -> Files.write(broken, cut(Files.readAllBytes(file)));
            case "empty" -> Files.createFile(broken);
            case "no zip" -> Files.writeString(broken, "hello");
            case "no notes" -> zip(broken, "REDIS", null);
            case "no snapshot" -> zip(broken, null, "{\"format\":1}");
            case "another format" -> zip(broken, "REDIS", "{\"format\":2}");
            default ->
                // The SHA-256 of "hello".
                zip(
                        broken,
                        "hello",
                        "{\"format\":1,\"takenAt\":\"2026-01-02T03:04:05Z\",\"sha256\":"
                                + "\"2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824\"}");
        }

        assertThatThrownBy(() -> Restore.from(broken, directory, NOW, BUNDLED))
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("broken.zip");

        assertThat(names(temporary.resolve("data"))).containsExactly("redis");
        assertThat(commands(start(BUNDLED)).get("qw:a")).isEqualTo(value);
    }

    private static String random(int length) {
        StringBuilder text = new StringBuilder();
        new Random(1).ints(length, '!', '~').forEach(text::appendCodePoint);
        return text.toString();
    }

    private static byte[] flipped(byte[] bytes) {
        bytes[bytes.length / 2] ^= 1;
        return bytes;
    }

    private static byte[] cut(byte[] bytes) {
        return Arrays.copyOf(bytes, bytes.length / 2);
    }

    private static void zip(Path target, @Nullable String snapshot, @Nullable String notes) throws IOException {
        try (OutputStream out = Files.newOutputStream(target);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("other"));
            zip.closeEntry();
            if (snapshot != null) {
                zip.putNextEntry(new ZipEntry(BackupFile.SNAPSHOT));
                zip.write(snapshot.getBytes(StandardCharsets.UTF_8));
            }
            if (notes != null) {
                zip.putNextEntry(new ZipEntry(BackupFile.NOTES));
                zip.write(notes.getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    @Test
    void no_file_is_written_over() throws IOException {
        EmbeddedRedis redis = start(BUNDLED);
        commands(redis).set("qw:a", "b");
        Path folder = Files.createDirectories(temporary.resolve("backups"));
        Files.writeString(file, "mine");

        assertThatThrownBy(() -> Backup.take(directory, file, NOW, BUNDLED))
                .isInstanceOf(BackupException.class)
                .hasMessage(file + " is there already: name another file");
        assertThat(file).hasContent("mine");
        assertThat(names(folder)).containsExactly("friday.zip");
    }

    @Test
    void without_data_there_is_nothing_to_back_up() {
        assertThatThrownBy(() -> Backup.take(directory, file, NOW, BUNDLED))
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("nothing to back up");
        assertThat(directory).doesNotExist();
        assertThat(file).doesNotExist();
    }

    @Test
    void only_its_owner_may_read_it() throws IOException {
        start(BUNDLED);

        Backup.take(directory, file, NOW, BUNDLED);

        assumeTrue(file.getFileSystem().supportedFileAttributeViews().contains("posix"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void the_oldest_Redis_that_we_promise_reads_its_own_and_so_does_a_newer_one() throws IOException {
        Optional<Path> old = RedisTopologiesIT.bundled62(temporary);
        assumeTrue(old.isPresent(), "skipped: there is no Redis 6.2 that runs here");
        Path folder = Files.createDirectories(temporary.resolve("old"));
        Files.createSymbolicLink(folder.resolve("redis-server"), old.get());
        StartOptions redis62 = new StartOptions(folder.toString(), BUNDLED.ports(), LONG, LONG);
        EmbeddedRedis redis = start(redis62);
        RedisCommands<String, String> commands = commands(redis);
        assertThat(commands.info("server")).contains("redis_version:6.2");
        fill(redis, commands);
        Backup.take(directory, file, NOW, redis62);
        redis.close();

        Instant now = NOW;
        for (StartOptions options : List.of(redis62, BUNDLED)) {
            now = now.plusSeconds(1);
            Restore.from(file, directory, now, options);
            EmbeddedRedis restored = start(options);
            assertAllIsThere(commands(restored));
            restored.close();
        }
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(path -> path.getFileName().toString()).toList();
        }
    }

    private record EmbeddedRedisPort(int port) {

        List<String> ask(String... words) throws IOException {
            try (RespConnection connection = RespConnection.open(port, LONG)) {
                return connection.ask(words);
            }
        }
    }
}
