package dev.quotewell.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientLimitsTest {

    private final AtomicLong nanos = new AtomicLong(7);
    private final ClientLimits limits = new ClientLimits(3, Duration.ofSeconds(60), nanos::get);

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void a_client_gets_so_many_in_a_window_and_then_none_until_the_next() {
        assertThat(limits.take("a")).isEqualTo(new ClientLimits.Turn(true, 2, 60));
        pass(Duration.ofSeconds(20));
        assertThat(limits.take("a")).isEqualTo(new ClientLimits.Turn(true, 1, 40));
        assertThat(limits.take("a").granted()).isTrue();
        assertThat(limits.take("a")).isEqualTo(new ClientLimits.Turn(false, 0, 40));

        pass(Duration.ofSeconds(40));

        assertThat(limits.take("a")).isEqualTo(new ClientLimits.Turn(true, 2, 60));
    }

    @Test
    void one_client_takes_nothing_from_another() {
        for (int i = 0; i < 10; i++) {
            limits.take("greedy");
        }

        assertThat(limits.take("b").granted()).isTrue();
    }

    @Test
    void a_client_that_went_on_asking_in_vain_gets_its_turn_all_the_same() {
        for (int i = 0; i < 300; i++) {
            limits.take("a");
            pass(Duration.ofMillis(199));
        }
        pass(Duration.ofSeconds(1));

        assertThat(limits.take("a").granted()).isTrue();
    }

    @Test
    void the_headers_are_as_the_draft_has_them() {
        assertThat(limits.policy()).isEqualTo("\"default\";q=3;w=60");
        assertThat(limits.state(limits.take("a"))).isEqualTo("\"default\";r=2;t=60");
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.7, 192.0.2.7",
        "2001:db8:1:2:3:4:5:6, 20010db800010002/64",
        "2001:db8:1:2:ffff:ffff:ffff:ffff, 20010db800010002/64",
        "::ffff:192.0.2.7, 192.0.2.7",
    })
    void whoever_has_a_whole_network_of_addresses_is_one_client(String address, String client) {
        assertThat(ClientAddress.of(address)).isEqualTo(client);
    }
}
