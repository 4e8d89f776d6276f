package dev.quotewell.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** With real servers, the bundled ones, so that it passes on a machine without Redis. */
@Timeout(60)
class EmbeddedRedisIT {

    private static final Duration LONG = Duration.ofSeconds(20);
    private static final StartOptions BUNDLED =
            new StartOptions("", StartOptions.defaults().ports(), LONG, LONG);

    @TempDir
    private Path temporary;

    private Path directory;
    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    @BeforeEach
    void chooseDirectory() {
        directory = temporary.resolve("data/redis");
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

    @Test
    void serves_on_the_loopback_address_and_keeps_every_write() throws IOException {
        EmbeddedRedis redis = start(BUNDLED);

        assertThat(redis.uri()).hasScheme("redis").hasHost("127.0.0.1").hasNoUserInfo();
        assertThat(ask(redis, "CONFIG", "GET", "bind")).containsExactly("bind", "127.0.0.1");
        assertThat(ask(redis, "CONFIG", "GET", "protected-mode")).contains("yes");
        assertThat(ask(redis, "CONFIG", "GET", "appendonly")).contains("yes");
        assertThat(ask(redis, "CONFIG", "GET", "appendfsync")).contains("everysec");
        assertThat(ask(redis, "CONFIG", "GET", "save")).containsExactly("save", "");
        assertThat(ask(redis, "CONFIG", "GET", "maxmemory-policy")).contains("noeviction");
    }

    @Test
    void data_survives_close_and_start() throws IOException {
        EmbeddedRedis redis = start(BUNDLED);
        ask(redis, "SET", "qw:quote:AAPL", "212.5");
        redis.close();

        EmbeddedRedis again = start(BUNDLED);

        assertThat(ask(again, "GET", "qw:quote:AAPL")).containsExactly("212.5");
    }

    @Test
    void close_leaves_no_process_and_may_be_repeated() {
        EmbeddedRedis redis = start(BUNDLED);

        redis.close();
        redis.close();

        assertThat(ServerProcess.find(redis.processId())).isEmpty();
        assertThat(directory.resolve("redis.pid")).doesNotExist();
    }

    @Test
    void close_ends_a_server_that_hangs_in_a_script() throws IOException {
        EmbeddedRedis redis = start(BUNDLED);
        ask(redis, "CONFIG", "SET", "busy-reply-threshold", "100");
        RespConnection script = connect(redis, Duration.ofMillis(300));
        assertThatThrownBy(() -> script.ask("EVAL", "while true do end", "0")).isInstanceOf(IOException.class);

        redis.close();

        assertThat(ServerProcess.find(redis.processId())).isEmpty();
    }

    @Test
    void is_outside_the_terminals_reach() throws IOException {
        EmbeddedRedis redis = start(BUNDLED);

        Path stat = Path.of("/proc", Long.toString(redis.processId()), "stat");
        assumeThat(stat).exists();
        String afterName = Files.readString(stat).replaceFirst("^.*\\) ", "");
        assertThat(afterName.split(" ", 5)[3]).isEqualTo(Long.toString(redis.processId()));
    }

    @Test
    void a_shutdown_hook_can_end_it() throws Exception {
        OtherRun other = startOtherRun();
        ServerProcess server = other.server();

        other.terminate();

        assertThat(server.isRunning()).isFalse();
    }

    @Test
    void a_server_left_by_a_killed_run_is_taken_over_with_its_data() throws Exception {
        OtherRun other = startOtherRun();
        int port = new ServerFiles(directory).findPort().orElseThrow();
        try (RespConnection connection = RespConnection.open(port, LONG)) {
            connection.ask("SET", "qw:quote:AAPL", "212.5");
        }
        other.kill();

        EmbeddedRedis redis = start(BUNDLED);

        assertThat(redis.processId()).isEqualTo(other.server().id());
        assertThat(redis.uri()).hasPort(port);
        assertThat(ask(redis, "GET", "qw:quote:AAPL")).containsExactly("212.5");
        redis.close();
        assertThat(ServerProcess.find(redis.processId())).isEmpty();
    }

    @Test
    void a_server_that_was_killed_too_is_started_again_with_its_data() throws IOException {
        EmbeddedRedis redis = start(BUNDLED);
        ask(redis, "SET", "qw:quote:AAPL", "212.5");
        ServerProcess.find(redis.processId()).orElseThrow().kill(LONG);
        redis.close();
        Files.writeString(
                directory.resolve("redis.pid"),
                Long.toString(ProcessHandle.current().pid()));

        EmbeddedRedis again = start(BUNDLED);

        assertThat(again.processId()).isNotEqualTo(redis.processId());
        assertThat(ask(again, "GET", "qw:quote:AAPL")).containsExactly("212.5");
    }

    @Test
    void another_directorys_server_on_the_old_port_is_left_alone() throws IOException {
        EmbeddedRedis stranger = EmbeddedRedis.start(temporary.resolve("other"), BUNDLED);
        open.push(stranger);
        new ServerFiles(Files.createDirectories(directory))
                .prepare(stranger.uri().getPort());

        EmbeddedRedis redis = start(BUNDLED);

        assertThat(redis.processId()).isNotEqualTo(stranger.processId());
        redis.close();
        assertThat(ask(stranger, "PING")).containsExactly("PONG");
    }

    @Test
    void a_left_server_that_still_loads_its_data_is_waited_for() throws Exception {
        EmbeddedRedis redis = start(BUNDLED);
        for (int i = 0; i < 100; i++) {
            ask(redis, "SET", "qw:quote:" + i, "1");
        }
        int port = redis.uri().getPort();
        redis.close();
        startServerThatLoadsSlowly(port);

        EmbeddedRedis taken = start(BUNDLED);

        assertThat(taken.uri()).hasPort(port);
        assertThat(ask(taken, "DBSIZE")).containsExactly("100");
    }

    @Test
    void a_left_server_that_does_not_answer_is_named_and_not_touched() throws Exception {
        OtherRun other = startOtherRun();
        other.kill();
        ServerProcess server = other.server();
        signal("-STOP", server);
        StartOptions impatient = new StartOptions("", BUNDLED.ports(), Duration.ofMillis(100), LONG);

        assertThatThrownBy(() -> start(impatient))
                .isInstanceOf(EmbeddedRedisException.class)
                .hasMessageContaining(directory.toString())
                .hasMessageContaining("(process " + server.id() + ")");

        assertThat(server.isRunning()).isTrue();
        signal("-CONT", server);
        assertThat(start(BUNDLED).processId()).isEqualTo(server.id());
    }

    @Test
    void a_directory_has_one_application_at_a_time() throws Exception {
        EmbeddedRedis redis = start(BUNDLED);
        String inUse = directory + " is in use by another Quotewell (process "
                + ProcessHandle.current().pid() + ")";

        assertThatThrownBy(() -> start(BUNDLED))
                .isInstanceOf(EmbeddedRedisException.class)
                .hasMessage(inUse);
        assertThat(startOtherRun().firstLine()).isEqualTo(inUse);

        redis.close();
        OtherRun other = startOtherRun();
        assertThatThrownBy(() -> start(BUNDLED)).hasMessageContaining("(process " + other.processId() + ")");
        other.terminate();
    }

    @Test
    void a_file_in_place_of_the_directory_is_named() throws IOException {
        Files.createDirectories(directory.getParent());
        Files.writeString(directory, "");

        assertThatThrownBy(() -> start(BUNDLED))
                .isInstanceOf(EmbeddedRedisException.class)
                .hasMessage("%s cannot hold the data of Redis: %s is not a directory", directory, directory);
    }

    @Test
    void a_server_on_the_path_comes_first_unless_it_is_too_old_or_no_server() throws IOException {
        Path binary = bundledBinary();
        String searchPath = String.join(
                File.pathSeparator,
                "relative",
                "/nowhere",
                script("old", "redis-server", "echo 'Redis server v=6.0.16 sha=0:0 malloc=libc bits=64'"),
                script("strange", "redis-server", "echo hello"),
                script("broken", "valkey-server", "exit 1"),
                script(
                        "good",
                        "valkey-server",
                        "[ \"$1\" = --version ] && echo 'Valkey server v=8.1.3' && exit",
                        "touch used",
                        "exec '" + binary + "' \"$@\""));

        start(new StartOptions(searchPath, BUNDLED.ports(), LONG, LONG));

        assertThat(directory.resolve("used")).exists();
    }

    @Test
    void the_bundled_server_runs_when_the_path_has_none_that_will_do() throws IOException {
        String old = script("old", "redis-server", "echo 'Redis server v=5.0.7 sha=0:0 malloc=libc bits=64'");

        EmbeddedRedis redis = start(new StartOptions(old, BUNDLED.ports(), LONG, LONG));

        assertThat(ask(redis, "INFO").get(0)).contains("redis_version:7.0.15");
    }

    @Test
    void a_server_that_cannot_read_the_data_of_a_newer_one_is_passed_over() throws IOException {
        start(BUNDLED).close();
        String old = script("old", "redis-server", "echo 'Redis server v=6.2.14 sha=0:0 malloc=libc bits=64'");

        EmbeddedRedis redis = start(new StartOptions(old, BUNDLED.ports(), LONG, LONG));

        assertThat(ask(redis, "INFO").get(0)).contains("redis_version:7.0.15");
    }

    @Test
    void a_taken_port_is_followed_by_another() throws IOException {
        int free = BUNDLED.ports().getAsInt();
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Deque<Integer> ports = new ArrayDeque<>(List.of(taken.getLocalPort(), taken.getLocalPort(), free));

            EmbeddedRedis redis = start(new StartOptions("", ports::pop, LONG, LONG));

            assertThat(redis.uri()).hasPort(free);
        }
    }

    @Test
    void no_free_port_at_all_is_told() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            IntSupplier ports = taken::getLocalPort;

            assertThatThrownBy(() -> start(new StartOptions("", ports, LONG, LONG)))
                    .isInstanceOf(EmbeddedRedisException.class)
                    .hasMessageStartingWith("Redis could have no port on 127.0.0.1");
        }
    }

    @Test
    void a_server_that_ends_at_once_is_told_with_its_last_words() throws IOException {
        EmbeddedRedis redis = start(BUNDLED);
        ask(redis, "SET", "qw:quote:AAPL", "212.5");
        redis.close();
        Files.writeString(directory.resolve("appendonlydir/appendonly.aof.1.incr.aof"), "no commands\r\n");

        assertThatThrownBy(() -> start(BUNDLED))
                .isInstanceOf(EmbeddedRedisException.class)
                .hasMessageContaining("ended at once: Bad file format reading the append only file")
                .hasMessageContaining(directory.resolve("redis.log").toString())
                .hasMessageNotContaining("\n");
    }

    @Test
    void a_server_that_never_gets_ready_is_ended() throws IOException {
        String stuck = script(
                "stuck",
                "redis-server",
                "[ \"$1\" = --version ] && echo 'Redis server v=7.2.1' && exit",
                "echo $$ > redis.pid",
                "exec sleep 600");

        assertThatThrownBy(() -> start(new StartOptions(stuck, BUNDLED.ports(), Duration.ofMillis(500), LONG)))
                .isInstanceOf(EmbeddedRedisException.class)
                .hasMessageContaining("was not ready within");

        assertThat(ProcessHandle.current().children().filter(ProcessHandle::isAlive))
                .isEmpty();
        assertThat(start(BUNDLED).uri()).hasHost("127.0.0.1");
    }

    private EmbeddedRedis start(StartOptions options) {
        EmbeddedRedis redis = EmbeddedRedis.start(directory, options);
        open.push(redis);
        return redis;
    }

    private OtherRun startOtherRun() throws IOException {
        OtherRun other = OtherRun.start(directory);
        open.push(other);
        return other;
    }

    private RespConnection connect(EmbeddedRedis redis, Duration timeout) throws IOException {
        RespConnection connection = RespConnection.open(redis.uri().getPort(), timeout);
        open.push(connection);
        return connection;
    }

    private static List<String> ask(EmbeddedRedis redis, String... words) throws IOException {
        try (RespConnection connection = RespConnection.open(redis.uri().getPort(), LONG)) {
            return connection.ask(words);
        }
    }

    /** As if the machine were slow, or the data large: a rest of 20 ms after each key. */
    private void startServerThatLoadsSlowly(int port) throws Exception {
        ServerFiles files = new ServerFiles(directory);
        files.prepare(port);
        ServerBinary.command(
                        bundledBinary(),
                        ServerFiles.CONFIG,
                        "--key-load-delay",
                        "20000",
                        "--loading-process-events-interval-bytes",
                        "1024")
                .directory(directory.toFile())
                .start()
                .waitFor();
    }

    private Path bundledBinary() throws IOException {
        return BundledBinary.find(System.getProperty("os.name"), System.getProperty("os.arch"))
                .orElseThrow()
                .extractTo(Files.createDirectories(directory));
    }

    /** Answers the folder, for the search path. */
    private String script(String folder, String name, String... lines) throws IOException {
        Path script = Files.createDirectories(temporary.resolve(folder)).resolve(name);
        Files.writeString(script, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
        ServerFiles.restrictToOwner(script);
        return temporary.resolve(folder).toString();
    }

    private static void signal(String name, ServerProcess server) throws Exception {
        new ProcessBuilder("kill", name, Long.toString(server.id())).start().waitFor();
    }
}
