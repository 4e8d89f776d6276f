package dev.quotewell.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BreakerTest {

    private static final Duration EVERY = Duration.ofMillis(500);

    /** Near the end of the range, where the sum overflows: a moment may be any number. */
    private static final long START = Long.MAX_VALUE - 1;

    private final Breaker breaker = new Breaker(EVERY);

    private static long after(Duration time) {
        return START + time.toNanos();
    }

    private void open() {
        for (int i = 0; i < Breaker.FAILURES; i++) {
            breaker.failed(START);
        }
    }

    @Test
    void opens_once_after_some_failures_in_a_row() {
        assertThat(breaker.failed(START)).isFalse();
        assertThat(breaker.failed(START)).isFalse();
        assertThat(breaker.isOpen()).isFalse();

        assertThat(breaker.failed(START)).isTrue();
        assertThat(breaker.isOpen()).isTrue();
        assertThat(breaker.failed(START)).isFalse();
    }

    @Test
    void an_answer_in_between_begins_the_count_anew() {
        breaker.failed(START);
        breaker.failed(START);
        breaker.answered();
        breaker.failed(START);
        breaker.failed(START);

        assertThat(breaker.isOpen()).isFalse();
    }

    @Test
    void a_late_answer_does_not_close_it() {
        open();

        breaker.answered();

        assertThat(breaker.isOpen()).isTrue();
    }

    @Test
    void one_probe_at_a_time_is_sent_in_its_time() {
        assertThat(breaker.tryProbe(START)).isFalse();
        open();

        assertThat(breaker.tryProbe(after(EVERY.minusMillis(1)))).isFalse();
        assertThat(breaker.tryProbe(after(EVERY))).isTrue();
        assertThat(breaker.tryProbe(after(EVERY.multipliedBy(5)))).isFalse();

        assertThat(breaker.probed(false)).isFalse();
        assertThat(breaker.tryProbe(after(EVERY.multipliedBy(5)))).isTrue();
    }

    @Test
    void an_answered_probe_closes_it_and_the_count_begins_anew() {
        open();
        breaker.tryProbe(after(EVERY));

        assertThat(breaker.probed(true)).isTrue();

        assertThat(breaker.isOpen()).isFalse();
        assertThat(breaker.failed(after(EVERY))).isFalse();
        assertThat(breaker.failed(after(EVERY))).isFalse();
    }
}
