package dev.quotewell.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotewell.message.StreamState.Group;
import dev.quotewell.message.StreamState.Member;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StreamStateTest {

    private static Group group(String name, long lag, long pending, @Nullable Duration oldest, Member... members) {
        return new Group(name, lag, false, pending, oldest, List.of(members));
    }

    @Test
    void partitions_add_up_and_the_oldest_and_the_last_asked_win() {
        StreamState one = new StreamState(
                "p0",
                5,
                List.of(group("file", 2, 1, Duration.ofSeconds(7), new Member("a", 1, Duration.ofSeconds(9)))));
        StreamState other = new StreamState(
                "p1",
                3,
                List.of(
                        group("file", 1, 1, Duration.ofSeconds(40), new Member("a", 1, Duration.ofSeconds(2))),
                        group("kafka", 0, 0, null)));

        StreamState both = StreamState.together("p", List.of(one, other));

        assertThat(both)
                .isEqualTo(new StreamState(
                        "p",
                        8,
                        List.of(
                                group("file", 3, 2, Duration.ofSeconds(40), new Member("a", 2, Duration.ofSeconds(2))),
                                group("kafka", 0, 0, null))));
        assertThat(both.oldest()).isEqualTo(Duration.ofSeconds(40));
    }

    @Test
    void the_story_names_those_who_hold_events_back_the_last_first() {
        StreamState state = new StreamState(
                "qw:outbox",
                100,
                List.of(
                        group("events", 0, 0, null),
                        group("events-file", 3, 2, Duration.ofSeconds(4)),
                        group("events-kafka", 80, 20, Duration.ofSeconds(60))));

        assertThat(OutboxWatch.heldBackBy(state))
                .isEqualTo("events-kafka is 100 behind (oldest 60 s), events-file is 5 behind (oldest 4 s)");
    }

    @Test
    void the_watch_keeps_its_level_and_knows_no_age_while_Redis_gives_no_answer() {
        AtomicReference<@Nullable StreamState> outbox = new AtomicReference<>(
                new StreamState("qw:outbox", 7, List.of(group("events", 7, 0, Duration.ofSeconds(3)))));
        OutboxPressure pressure = new OutboxPressure(new OutboxPressure.Limits(2, 5));
        OutboxWatch watch = new OutboxWatch(new FixedView(outbox), new StreamNames("qw:"), pressure, () -> Double.NaN);

        watch.sample();
        assertThat(watch.ageSeconds()).isEqualTo(3);
        assertThat(watch.states()).containsKeys("qw:outbox", "qw:requests", "qw:scheduled", "qw:dlq");
        assertThat(pressure.getAsBoolean()).isTrue();

        outbox.set(null);
        watch.sample();
        assertThat(watch.ageSeconds()).isNaN();
        assertThat(watch.states()).isEmpty();
        assertThat(pressure.getAsBoolean()).isTrue();
    }

    private record FixedView(AtomicReference<@Nullable StreamState> outbox) implements StreamsView {

        @Override
        public StreamState look(String stream) {
            return new StreamState(stream, 0, List.of());
        }

        @Override
        public StreamState lookAtPartitions(String stream) {
            StreamState state = outbox.get();
            if (state == null) {
                throw new StreamsUnavailableException("away", new IllegalStateException());
            }
            return state;
        }

        @Override
        public List<KeptEntry> after(String stream, String id, int count, int mostBytes) {
            return List.of();
        }

        @Override
        public java.util.Optional<KeptEntry> find(String stream, String id) {
            return java.util.Optional.empty();
        }

        @Override
        public String newest(String stream) {
            return BEGINNING;
        }
    }
}
