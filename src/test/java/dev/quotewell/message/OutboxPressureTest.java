package dev.quotewell.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quotewell.message.OutboxPressure.Change;
import dev.quotewell.message.OutboxPressure.Level;
import dev.quotewell.message.OutboxPressure.Limits;
import dev.quotewell.message.OutboxPressure.Sample;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutboxPressureTest {

    private final OutboxPressure pressure = new OutboxPressure(new Limits(100, 500));

    private Level after(long entries, double memory) {
        pressure.judge(new Sample(entries, memory));
        return pressure.level();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, CALM",
        "99, 0.74, CALM",
        "100, 0, ALARM",
        "0, 0.75, ALARM",
        "499, 0.89, ALARM",
        "500, 0, FULL",
        "0, 0.90, FULL"
    })
    void entries_or_memory_alone_raise_the_level(long entries, double memory, Level level) {
        assertThat(after(entries, memory)).isEqualTo(level);
    }

    @Test
    void a_level_does_not_come_and_go_around_its_threshold() {
        assertThat(after(100, 0)).isEqualTo(Level.ALARM);
        assertThat(after(99, 0)).isEqualTo(Level.ALARM);
        assertThat(after(90, 0)).isEqualTo(Level.ALARM);
        assertThat(after(89, 0)).isEqualTo(Level.CALM);
        assertThat(after(99, 0)).isEqualTo(Level.CALM);

        assertThat(after(500, 0)).isEqualTo(Level.FULL);
        assertThat(after(450, 0)).isEqualTo(Level.FULL);
        assertThat(after(449, 0)).isEqualTo(Level.ALARM);
        assertThat(after(499, 0)).isEqualTo(Level.ALARM);

        assertThat(after(0, 0.90)).isEqualTo(Level.FULL);
        assertThat(after(0, 0.82)).isEqualTo(Level.FULL);
        assertThat(after(0, 0.80)).isEqualTo(Level.ALARM);
        assertThat(after(0, 0.66)).isEqualTo(Level.CALM);
    }

    @Test
    void only_a_change_is_told() {
        assertThat(pressure.judge(new Sample(5, 0))).isEmpty();
        assertThat(pressure.judge(new Sample(600, 0))).contains(new Change(Level.CALM, Level.FULL));
        assertThat(pressure.judge(new Sample(700, 0))).isEmpty();
        assertThat(pressure.judge(new Sample(0, 0))).contains(new Change(Level.FULL, Level.CALM));
    }

    @Test
    void work_that_can_wait_waits_only_while_it_is_full() {
        after(499, 0);
        assertThat(pressure.getAsBoolean()).isFalse();

        after(500, 0);
        assertThat(pressure.getAsBoolean()).isTrue();
    }

    @Test
    void an_alarm_above_the_limit_is_refused() {
        assertThatThrownBy(() -> new Limits(500, 500)).hasMessageContaining("alarm is 500");
    }
}
