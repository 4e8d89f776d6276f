package dev.quotewell.redis;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quotewell.cache.CacheKey;
import dev.quotewell.cache.CacheStatus.Forward;
import dev.quotewell.cache.Entry;
import dev.quotewell.cache.Failure;
import dev.quotewell.cache.LeaseStore.Grant;
import dev.quotewell.cache.Selection;
import dev.quotewell.cache.Tag;
import dev.quotewell.cache.Validators;
import dev.quotewell.json.Json;
import dev.quotewell.json.Payload;
import dev.quotewell.message.Commit;
import dev.quotewell.message.Commit.Step;
import dev.quotewell.message.IdempotencyStore.Begun;
import dev.quotewell.message.StreamEntry;
import dev.quotewell.message.StreamReader;
import io.lettuce.core.Range;
import io.lettuce.core.StreamMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the store promises; on one Redis here, on other set-ups in {@link RedisTopologiesIT}. */
class RedisCacheStoreIT extends OnServers {

    private static final CacheKey AAPL = new CacheKey("quote", "AAPL");
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Duration KEEP = Duration.ofMinutes(5);
    private static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");

    private final RedisKeys keys = new RedisKeys("qw:");
    private RedisCacheStore store;

    @AfterEach
    void close() {
        store.close();
    }

    @BeforeEach
    void empty() {
        store = new RedisCacheStore(redis, keys, 1000);
        commands.flushall();
    }

    private static Entry.Value entry(Instant loadedAt, String record) {
        return new Entry.Value(
                Payload.utf8(record), "id-" + record.hashCode(), loadedAt, loadedAt.plusSeconds(15), "finnhub");
    }

    private static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
    }

    private boolean stored(Entry entry, String owner) {
        return await(store.store(AAPL, entry, KEEP, owner, Forward.MISS));
    }

    @Test
    void gives_back_what_was_stored_to_the_last_digit() {
        Entry.Value value = entry(NOON, "{\"price\":1.10,\"name\":\"Zürich } {\"}");
        Entry negative = new Entry.Negative(NOON, NOON.plusSeconds(60), "coinbase");
        CacheKey none = new CacheKey("quote", "NOSUCH");

        stored(value, "me");
        await(store.store(none, negative, KEEP, "me", Forward.MISS));

        assertThat(await(store.find(List.of(AAPL, none, new CacheKey("quote", "MSFT")))))
                .isEqualTo(Map.of(AAPL, value, none, negative));
    }

    @Test
    void an_entry_lies_in_redis_as_readable_json_with_an_expiration() throws Exception {
        stored(entry(NOON, "{\"price\":1.10}"), "me");

        String name = commands.keys("qw:quote:*").get(0);
        assertThat(name).matches("qw:quote:AAPL:\\{\\d\\d}");
        assertThat(commands.pttl(name)).isBetween(1L, KEEP.toMillis());
        JsonNode json = Json.mapper().readTree(commands.get(name));
        assertThat(json.path("provider").textValue()).isEqualTo("finnhub");
        assertThat(json.path("record").path("price").decimalValue()).isEqualTo("1.10");
    }

    @Test
    void stores_the_entry_and_its_event_in_one_step() throws Exception {
        stored(entry(NOON, "{\"price\":1.10}"), "me");

        List<StreamMessage<String, String>> events = commands.xrange(keys.outbox(AAPL), Range.unbounded());
        assertThat(events).hasSize(1);
        JsonNode event = Json.mapper().readTree(events.get(0).getBody().get("body"));
        assertThat(event.path("specversion").textValue()).isEqualTo("1.0");
        assertThat(event.path("type").textValue()).isEqualTo("dev.quotewell.quote.v1");
        assertThat(event.path("subject").textValue()).isEqualTo("AAPL");
        assertThat(event.path("time").textValue()).isEqualTo("2026-03-02T12:00:00Z");
        assertThat(event.path("data").toString()).isEqualTo("{\"price\":1.10}");
    }

    @Test
    void a_negative_entry_publishes_nothing() {
        stored(new Entry.Negative(NOON, NOON.plusSeconds(60), "coinbase"), "me");

        assertThat(commands.xlen(keys.outbox(AAPL))).isZero();
    }

    @Test
    void never_overwrites_a_newer_entry_and_publishes_nothing_for_it() {
        assertThat(stored(entry(NOON.plusSeconds(1), "2"), "me")).isTrue();
        assertThat(stored(entry(NOON, "1"), "you")).isFalse();

        assertThat(await(store.find(List.of(AAPL)))).containsEntry(AAPL, entry(NOON.plusSeconds(1), "2"));
        assertThat(commands.xlen(keys.outbox(AAPL))).isEqualTo(1);
    }

    @Test
    void lends_a_lease_to_one_owner_until_it_stores() {
        assertThat(await(store.acquire(AAPL, "me", LEASE))).isEqualTo(new Grant.Granted(null, 0));
        assertThat(await(store.acquire(AAPL, "you", LEASE))).isInstanceOf(Grant.Held.class);

        Entry.Value value = entry(NOON, "1");
        stored(value, "me");

        assertThat(await(store.acquire(AAPL, "you", LEASE))).isEqualTo(new Grant.Granted(value, 0));
    }

    @Test
    void only_the_owner_renews_or_releases_its_lease() {
        await(store.acquire(AAPL, "me", LEASE));

        assertThat(await(store.renew(AAPL, "you", LEASE))).isFalse();
        await(store.release(AAPL, "you"));
        stored(entry(NOON, "1"), "you");

        assertThat(await(store.renew(AAPL, "me", LEASE))).isTrue();
        assertThat(await(store.acquire(AAPL, "you", LEASE))).isInstanceOf(Grant.Held.class);
    }

    @Test
    void the_next_owner_learns_how_many_loads_failed_in_a_row() {
        Failure failure = new Failure(Failure.Kind.PROVIDER_FAILED, "finnhub: provider-fault", null);
        await(store.acquire(AAPL, "me", LEASE));
        await(store.fail(AAPL, "me", failure, Duration.ofMillis(0), 3));

        assertThat(await(store.acquire(AAPL, "you", LEASE))).isEqualTo(new Grant.Granted(null, 3));

        stored(entry(NOON, "1"), "you");
        assertThat(await(store.acquire(AAPL, "me", LEASE)))
                .isInstanceOfSatisfying(
                        Grant.Granted.class,
                        granted -> assertThat(granted.failures()).isZero());
    }

    @Test
    void a_long_record_is_compressed_and_comes_back_to_the_last_digit() {
        String record = "{\"bars\":[" + "1.10,".repeat(5000) + "2]}";
        Entry.Value value = new Entry.Value(
                Payload.utf8(record),
                "id",
                NOON,
                NOON.plusSeconds(15),
                "finnhub",
                new Validators("W/\"v\\\"1\"", "Mon, 02 Mar 2026 11:59:00 GMT"));

        stored(value, "me");

        assertThat(commands.strlen(keys.entry(AAPL))).isLessThan(1000);
        assertThat(await(store.find(List.of(AAPL)))).containsEntry(AAPL, value);
    }

    @Test
    void the_metadata_of_an_entry_take_less_than_150_bytes() {
        String record = "{\"symbol\":\"AAPL\",\"price\":166.29}";

        stored(new Entry.Value(Payload.utf8(record), "kYMLElZl--47LXF1EgmoiA", NOON, NOON, "alphavantage"), "me");

        assertThat(commands.strlen(keys.entry(AAPL)) - record.length()).isLessThan(150);
    }

    @Test
    void what_holds_no_entry_is_no_entry() {
        commands.set(keys.entry(AAPL), "{\"loadedAt\":1,\"freshUntil\":2,\"provider\":\"x\",\"zstd\":9999}not zstd");

        assertThat(await(store.find(List.of(AAPL)))).isEmpty();
    }

    @Test
    void a_record_that_still_holds_is_renewed_without_an_event() {
        stored(entry(NOON, "1"), "me");

        await(store.store(AAPL, entry(NOON.plusSeconds(20), "1"), KEEP, "me", null));

        assertThat(await(store.find(List.of(AAPL)))).containsEntry(AAPL, entry(NOON.plusSeconds(20), "1"));
        assertThat(commands.xlen(keys.outbox(AAPL))).isEqualTo(1);
    }

    private void storeAs(String dataset, String key, String provider) {
        Entry.Value value = new Entry.Value(Payload.utf8("{}"), "id", NOON, NOON.plusSeconds(15), provider);
        await(store.store(new CacheKey(dataset, key), value, KEEP, "me", Forward.MISS));
    }

    private List<String> left() {
        return commands.keys("*{*}").stream()
                .filter(name -> keys.findEntry(name).isPresent())
                .map(name -> keys.findEntry(name).orElseThrow().toString())
                .sorted()
                .toList();
    }

    private long evicted(Selection selection) {
        return await(store.evict(selection));
    }

    @Test
    void evicts_by_key_with_the_failure_that_is_remembered_for_it() {
        storeAs("quote", "AAPL", "finnhub");
        await(store.acquire(AAPL, "me", LEASE));
        await(store.fail(AAPL, "me", Failure.timeout(LEASE), LEASE, 1));

        assertThat(evicted(new Selection.OfKey(AAPL))).isEqualTo(1);
        assertThat(evicted(new Selection.OfKey(AAPL))).isZero();
        assertThat(await(store.acquire(AAPL, "you", LEASE))).isEqualTo(new Grant.Granted(null, 0));
    }

    @Test
    void evicts_by_tag_and_by_dataset_and_nothing_else() {
        for (int i = 0; i < 1200; i++) {
            storeAs("quote", "S" + i, i % 2 == 0 ? "finnhub" : "coinbase");
        }
        storeAs("quote", "AAPL", "alphavantage");
        storeAs("bars", "AAPL/1d/2026-01-02/2026-03-31", "finnhub");
        storeAs("bars", "AAPL/1m/2026-01-02/2026-01-03", "alphavantage");
        storeAs("quotes", "AAPL", "finnhub");
        commands.set("qw:quote:a name that is no entry's:{99}", "1");
        commands.set("xqw:quote:AAPL:{11}", "1");

        assertThat(evicted(new Selection.OfTag("quote", Tag.parse("provider:finnhub"))))
                .isEqualTo(600);
        assertThat(evicted(new Selection.OfTag("bars", Tag.parse("symbol:AAPL"))))
                .isEqualTo(2);
        assertThat(evicted(new Selection.OfDataset("quote"))).isEqualTo(601);

        assertThat(left()).containsExactly("quotes:AAPL");
        assertThat(commands.exists("xqw:quote:AAPL:{11}", "qw:quote:a name that is no entry's:{99}"))
                .isEqualTo(2);
    }

    @Test
    void a_failure_is_remembered_for_all_until_a_good_entry_arrives() {
        Failure failure =
                new Failure(Failure.Kind.BUDGET_EXHAUSTED, "alphavantage: quota | used up", Duration.ofSeconds(9));
        await(store.acquire(AAPL, "me", LEASE));
        await(store.fail(AAPL, "me", failure, LEASE, 1));

        Grant grant = await(store.acquire(AAPL, "you", LEASE));
        assertThat(grant).isInstanceOf(Grant.BackingOff.class);
        assertThat(((Grant.BackingOff) grant).failure()).isEqualTo(failure);

        stored(entry(NOON, "1"), "a late one");
        assertThat(await(store.acquire(AAPL, "you", LEASE))).isInstanceOf(Grant.Granted.class);
    }

    @Test
    void wakes_who_waits_when_an_entry_is_stored_or_its_lease_ends() {
        RedisCacheStore elsewhere = new RedisCacheStore(redis, keys, 1000);
        CompletableFuture<Void> stored = elsewhere.watch(AAPL);
        stored(entry(NOON, "1"), "me");
        await(stored);

        CompletableFuture<Void> released = elsewhere.watch(AAPL);
        await(store.acquire(AAPL, "me", LEASE));
        await(store.release(AAPL, "me"));
        await(released);
    }

    @Test
    void what_is_no_entry_counts_as_missing() {
        commands.set(keys.entry(AAPL), "hello");

        assertThat(await(store.find(List.of(AAPL)))).isEmpty();
        assertThat(stored(entry(NOON, "1"), "me")).isTrue();
    }

    @Test
    void tells_the_time_of_redis() {
        RedisClock clock = new RedisClock(redis);

        await(clock.synchronize());

        long seconds = Long.parseLong(commands.time().get(0));
        assertThat(clock.instant()).isBetween(Instant.ofEpochSecond(seconds - 1), Instant.ofEpochSecond(seconds + 2));
    }

    @Test
    void a_stream_is_read_by_one_owner_and_its_entries_are_claimed_and_done() {
        RedisStreams streams = new RedisStreams(redis, keys);
        String id = streams.append("qw:requests", Map.of("body", new byte[] {1}), 0);

        assertThat(streams.own("qw:requests", "me", LEASE)).isTrue();
        assertThat(streams.own("qw:requests", "you", LEASE)).isFalse();
        streams.disown("qw:requests", "me");
        assertThat(streams.own("qw:requests", "you", LEASE)).isTrue();
        try (StreamReader reader = streams.reader("qw:requests", "group", "me")) {
            assertThat(reader.next(1, LEASE)).extracting(StreamEntry::id).containsExactly(id);
            List<StreamEntry> claimed = reader.claim(Duration.ZERO, 1);
            assertThat(claimed).extracting(StreamEntry::id).containsExactly(id);
            reader.done(claimed, Set.of());
        }

        assertThat(commands.xlen("qw:requests")).isZero();
    }

    @Test
    void an_entry_that_is_kept_cannot_be_claimed_and_one_that_is_given_back_can_at_once() {
        RedisStreams streams = new RedisStreams(redis, keys);
        streams.append("qw:requests", Map.of("body", new byte[] {1}), 0);

        try (StreamReader one = streams.reader("qw:requests", "group", "one");
                StreamReader two = streams.reader("qw:requests", "group", "two")) {
            List<StreamEntry> entries = one.next(1, Duration.ZERO);
            one.handBack(entries);
            one.keep(entries);
            assertThat(two.claim(Duration.ofMinutes(1), 1)).isEmpty();
            one.handBack(entries);
            assertThat(two.claim(Duration.ofMinutes(1), 1)).hasSize(1);
        }
    }

    @Test
    void an_entry_waits_for_a_group_that_has_not_begun_to_read() {
        RedisStreams streams = new RedisStreams(redis, keys);
        streams.append("qw:outbox:{01}", Map.of("body", new byte[] {1}), 0);
        Set<String> both = Set.of("file", "webhook");

        try (StreamReader file = streams.reader("qw:outbox:{01}", "file", "me");
                StreamReader webhook = streams.reader("qw:outbox:{01}", "webhook", "me")) {
            file.done(file.next(1, Duration.ZERO), both);
            assertThat(commands.xlen("qw:outbox:{01}")).isEqualTo(1);

            List<StreamEntry> entries = webhook.next(1, Duration.ZERO);
            assertThat(entries).hasSize(1);
            webhook.done(entries, both);
        }

        assertThat(commands.xlen("qw:outbox:{01}")).isZero();
    }

    @Test
    void an_id_is_begun_once_and_remembered_when_done() {
        RedisIdempotencyStore ids = new RedisIdempotencyStore(redis, keys);

        assertThat(await(ids.begin("r-1", "me", LEASE))).isEqualTo(Begun.OURS);
        assertThat(await(ids.begin("r-1", "you", LEASE))).isEqualTo(Begun.IN_WORK);
        assertThat(await(ids.begin("r-1", "me", LEASE))).isEqualTo(Begun.OURS);
        assertThat(ids.done("r-1", "you", KEEP)).isFalse();
        assertThat(ids.done("r-1", "me", KEEP)).isTrue();

        assertThat(await(ids.begin("r-1", "me", LEASE))).isEqualTo(Begun.DONE);
    }

    @Test
    void of_two_who_end_one_message_the_first_makes_its_changes_and_the_other_none() {
        RedisStreams streams = new RedisStreams(redis, keys);
        RedisIdempotencyStore ids = new RedisIdempotencyStore(redis, keys);
        streams.append("qw:requests", Map.of("body", new byte[] {1}), 0);
        try (StreamReader reader = streams.reader("qw:requests", "group", "me")) {
            StreamEntry entry = reader.next(1, LEASE).get(0);
            await(ids.begin("r-1", "me", LEASE));

            assertThat(await(streams.commit(reply(ids, "you", entry)))).isFalse();
            assertThat(commands.xlen("qw:replies")).isZero();
            assertThat(await(streams.commit(reply(ids, "me", entry)))).isTrue();
            assertThat(await(streams.commit(reply(ids, "me", entry)))).isFalse();
        }

        assertThat(commands.xlen("qw:replies")).isEqualTo(1);
        assertThat(commands.xlen("qw:requests")).isZero();
        assertThat(await(ids.begin("r-1", "me", LEASE))).isEqualTo(Begun.DONE);
    }

    private static Commit reply(RedisIdempotencyStore ids, String token, StreamEntry entry) {
        return new Commit()
                .add(new Step.StillMine(ids.key("r-1"), token))
                .add(new Step.Append("qw:replies", Map.of("body", new byte[] {2}), 10))
                .add(new Step.Done(ids.key("r-1"), KEEP))
                .add(new Step.Acknowledge(entry.stream(), "group", entry.id()));
    }

    @Test
    void a_number_only_grows_a_name_is_taken_once_and_an_entry_leaves_once() {
        RedisStreams streams = new RedisStreams(redis, keys);
        String id = streams.append("qw:dlq", Map.of("body", new byte[] {1}), 0);

        assertThat(await(streams.commit(new Commit().add(new Step.Advance("qw:schedule:a", 7)))))
                .isTrue();
        assertThat(await(streams.commit(new Commit().add(new Step.Advance("qw:schedule:a", 7)))))
                .isFalse();
        Payload text = Payload.utf8("queued");
        assertThat(await(streams.commit(new Commit().add(new Step.Replace("qw:request:r", text, KEEP)))))
                .isTrue();
        assertThat(commands.exists("qw:request:r")).isZero();
        assertThat(await(streams.commit(new Commit().add(new Step.PutNew("qw:request:r", text, KEEP)))))
                .isTrue();
        assertThat(await(streams.commit(new Commit().add(new Step.PutNew("qw:request:r", text, KEEP)))))
                .isFalse();
        assertThat(await(streams.commit(new Commit().add(new Step.Take("qw:dlq", id)))))
                .isTrue();
        assertThat(await(streams.commit(new Commit().add(new Step.Take("qw:dlq", id)))))
                .isFalse();
    }

    @Test
    void statistics_count_over_all_masters() {
        for (int i = 0; i < 20; i++) {
            CacheKey key = new CacheKey("quote", "K" + i);
            await(store.store(key, entry(NOON, "1"), KEEP, "me", Forward.MISS));
        }
        RedisStatistics statistics = new RedisStatistics(redis, keys);

        await(statistics.sample());

        assertThat(statistics.value(RedisStatistics.OUTBOX)).isEqualTo(20);
        assertThat(statistics.value("keys")).isEqualTo(commands.dbsize().doubleValue());
        assertThat(statistics.value("memory")).isPositive();
    }
}
