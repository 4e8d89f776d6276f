package dev.quotewell.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotewell.cache.CacheKey;
import dev.quotewell.message.DeadLetter;
import dev.quotewell.message.KeptEntry;
import dev.quotewell.message.StreamNames;
import dev.quotewell.message.StreamState;
import dev.quotewell.message.StreamsView;
import io.lettuce.core.Consumer;
import io.lettuce.core.XGroupCreateArgs;
import io.lettuce.core.XReadArgs;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the view of the streams promises; on one Redis here, on other set-ups in {@link RedisTopologiesIT}. */
class RedisStreamsViewIT extends OnServers {

    private static final StreamNames NAMES = new StreamNames("qw:");
    private static final String REQUESTS = "qw:requests";

    private final RedisKeys keys = new RedisKeys("qw:");
    private RedisStreams streams;
    private RedisStreamsView view;
    private Instant now = Instant.ofEpochMilli(100_000);

    @BeforeEach
    void empty() {
        commands.flushall();
        streams = new RedisStreams(redis, keys);
        view = new RedisStreamsView(redis, () -> now);
    }

    private void add(String stream, long millis) {
        commands.xadd(stream, new io.lettuce.core.XAddArgs().id(millis + "-0"), Map.of("body", "b" + millis));
    }

    private void group(String stream, String group) {
        commands.xgroupCreate(XReadArgs.StreamOffset.from(stream, "0"), group, XGroupCreateArgs.Builder.mkstream());
    }

    @SuppressWarnings("unchecked") // Lettuce takes the offsets as a generic array; we hand in one.
    private void read(String stream, String group, String consumer, int count) {
        commands.xreadgroup(
                Consumer.from(group, consumer),
                XReadArgs.Builder.count(count),
                XReadArgs.StreamOffset.lastConsumed(stream));
    }

    @Test
    void tells_lag_pending_age_and_consumers_of_each_group() {
        for (int second = 10; second < 20; second++) {
            add(REQUESTS, second * 1000L);
        }
        group(REQUESTS, "all");
        group(REQUESTS, "none");
        group(REQUESTS, "some");
        read(REQUESTS, "all", "a", 10);
        commands.xack(
                REQUESTS,
                "all",
                commands.xrange(REQUESTS, io.lettuce.core.Range.unbounded()).stream()
                        .map(io.lettuce.core.StreamMessage::getId)
                        .toArray(String[]::new));
        read(REQUESTS, "some", "b", 3);
        read(REQUESTS, "some", "c", 1);
        commands.xack(REQUESTS, "some", "10000-0");

        StreamState state = view.look(REQUESTS);

        assertThat(state.length()).isEqualTo(10);
        assertThat(state.groups()).extracting(StreamState.Group::name).containsExactly("all", "none", "some");
        StreamState.Group all = state.groups().get(0);
        assertThat(all.unacknowledged()).isZero();
        assertThat(all.oldest()).isNull();
        StreamState.Group none = state.groups().get(1);
        assertThat(none.lag()).isEqualTo(10);
        assertThat(none.oldest()).isEqualTo(Duration.ofSeconds(90));
        assertThat(none.members()).isEmpty();
        StreamState.Group some = state.groups().get(2);
        assertThat(some.lag()).isEqualTo(6);
        assertThat(some.lagIsAtLeast()).isFalse();
        assertThat(some.pending()).isEqualTo(3);
        assertThat(some.oldest()).isEqualTo(Duration.ofSeconds(89));
        assertThat(some.members()).extracting(StreamState.Member::name).containsExactly("b", "c");
        assertThat(some.members()).extracting(StreamState.Member::pending).containsExactly(2L, 1L);
        assertThat(state.oldest()).isEqualTo(Duration.ofSeconds(90));
    }

    @Test
    void counts_the_lag_itself_where_entries_were_deleted() {
        for (int second = 10; second < 30; second++) {
            add(REQUESTS, second * 1000L);
        }
        group(REQUESTS, "some");
        read(REQUESTS, "some", "b", 3);
        commands.xdel(REQUESTS, "20000-0");

        assertThat(view.look(REQUESTS).groups().get(0).lag()).isEqualTo(16);
    }

    @Test
    void says_so_when_it_counted_a_part_only() {
        group(REQUESTS, "some");
        add(REQUESTS, 1);
        read(REQUESTS, "some", "b", 1);
        commands.eval(
                "for i = 2, ARGV[1] do redis.call('XADD', KEYS[1], i .. '-0', 'body', 'b') end",
                io.lettuce.core.ScriptOutputType.STATUS,
                new String[] {REQUESTS},
                Integer.toString(RedisStreamsView.MOST_COUNTED + 200));
        commands.xdel(REQUESTS, "100-0");

        StreamState.Group some = view.look(REQUESTS).groups().get(0);

        assertThat(some.lag()).isEqualTo(RedisStreamsView.MOST_COUNTED);
        assertThat(some.lagIsAtLeast()).isTrue();
    }

    @Test
    void a_stream_that_is_not_there_is_empty() {
        assertThat(view.look("qw:scheduled")).isEqualTo(new StreamState("qw:scheduled", 0, List.of()));
        assertThat(view.newest("qw:scheduled")).isEqualTo(StreamsView.BEGINNING);
        assertThat(view.after("qw:scheduled", StreamsView.BEGINNING, 5, 5)).isEmpty();
    }

    @Test
    void partitions_are_looked_at_together() {
        List<String> partitions = List.of(
                keys.outbox(new CacheKey("quote", "AAPL")),
                keys.outbox(new CacheKey("quote", "MSFT")),
                keys.outbox(new CacheKey("fx", "EURUSD")));
        partitions.forEach(partition -> {
            group(partition, "events-file");
            commands.xadd(partition, new io.lettuce.core.XAddArgs().id("*"), Map.of("body", "e"));
        });

        StreamState outbox = view.lookAtPartitions("qw:outbox");

        assertThat(outbox.length()).isEqualTo(3);
        assertThat(outbox.groups()).extracting(StreamState.Group::lag).containsExactly(3L);
    }

    @Test
    void pages_through_more_than_one_step_and_cuts_long_values() {
        for (int i = 1; i <= 120; i++) {
            add("qw:dlq", i);
        }

        List<KeptEntry> page = view.after("qw:dlq", "5-0", 101, 2);

        assertThat(page).hasSize(101);
        assertThat(page.get(0).id()).isEqualTo("6-0");
        assertThat(page.get(100).id()).isEqualTo("106-0");
        assertThat(page.get(100).fields().get("body")).isEqualTo("b1".getBytes(StandardCharsets.UTF_8));
        assertThat(page.get(100).bodyBytes()).isEqualTo(4);
    }

    @Test
    void hostile_bodies_come_back_byte_for_byte_and_a_huge_one_never_travels_for_the_list() {
        byte[] binary = {0, 1, (byte) 0xFF, 27, 10, 13};
        byte[] huge = "x".repeat(5 << 20).getBytes(StandardCharsets.US_ASCII);
        String first = streams.append("qw:dlq", Map.of("body", binary), 0);
        String second = streams.append("qw:dlq", Map.of("body", huge), 0);

        List<KeptEntry> page = view.after("qw:dlq", StreamsView.BEGINNING, 10, 800);

        assertThat(page).extracting(KeptEntry::id).containsExactly(first, second);
        assertThat(page.get(0).fields().get("body")).isEqualTo(binary);
        assertThat(new DeadLetter(page.get(0)).excerpt(200)).isEmpty();
        assertThat(page.get(1).fields().get("body")).hasSize(800);
        assertThat(page.get(1).bodyBytes()).isEqualTo(huge.length);
        assertThat(view.find("qw:dlq", second).orElseThrow().fields().get("body"))
                .isEqualTo(huge);
    }

    @Test
    void a_letter_goes_back_once_however_many_operators_send_it() {
        for (int round = 0; round < 10; round++) {
            Map<String, byte[]> fields = Map.of(
                    "body", bytes("{}"),
                    "note", bytes("n"),
                    "reason", bytes("r"),
                    "stream", bytes(REQUESTS),
                    "deliveries", bytes("5"));
            String id = streams.append("qw:dlq", fields, 0);
            DeadLetter letter = new DeadLetter(view.find("qw:dlq", id).orElseThrow());

            List<CompletableFuture<Boolean>> tries = new ArrayList<>();
            for (int operator = 0; operator < 8; operator++) {
                CompletionStage<Boolean> made = streams.commit(letter.replay(NAMES));
                tries.add(made.toCompletableFuture());
            }

            assertThat(tries.stream().map(Await::answer)).containsOnlyOnce(true);
            assertThat(commands.xlen("qw:dlq")).isZero();
            assertThat(commands.xlen(REQUESTS)).isEqualTo(round + 1L);
        }
        assertThat(view.after(REQUESTS, StreamsView.BEGINNING, 1, 100).get(0).fields())
                .containsOnlyKeys("body", "note");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
