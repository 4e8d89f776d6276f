package dev.quotewell.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class LoadLineTest {

    private final Queue<Runnable> running = new ArrayDeque<>();
    private final List<String> done = new ArrayList<>();
    private final LoadLine line = new LoadLine(running::add, 3, 2);

    private void submit(String dataset, String name) {
        line.submit(dataset, 2, () -> done.add(name));
    }

    private void finishOne() {
        running.remove().run();
    }

    @Test
    void a_dataset_whose_loads_hang_does_not_hold_up_the_others() {
        submit("bars", "bars 1");
        submit("bars", "bars 2");
        submit("bars", "bars 3");
        submit("quote", "quote 1");

        assertThat(running).hasSize(3);
    }

    @Test
    void no_more_run_at_once_than_allowed_in_all() {
        submit("bars", "bars 1");
        submit("quote", "quote 1");
        submit("fx", "fx 1");
        submit("profile", "profile 1");

        assertThat(running).hasSize(3);
    }

    @Test
    void who_waits_goes_on_in_the_order_of_the_line_as_soon_as_there_is_room() {
        submit("bars", "bars 1");
        submit("bars", "bars 2");
        submit("bars", "bars 3");
        submit("bars", "bars 4");

        while (!running.isEmpty()) {
            finishOne();
        }

        assertThat(done).containsExactly("bars 1", "bars 2", "bars 3", "bars 4");
    }

    @Test
    void beyond_the_line_a_load_is_refused_until_somebody_went_on() {
        submit("bars", "bars 1");
        submit("bars", "bars 2");
        submit("bars", "bars 3");
        submit("bars", "bars 4");

        assertThatThrownBy(() -> submit("bars", "bars 5")).isInstanceOf(RejectedExecutionException.class);

        finishOne();
        submit("bars", "bars 6");
        assertThat(running).hasSize(2);
    }

    @Test
    void a_load_that_fails_gives_its_place_back() {
        line.submit("bars", 1, () -> {
            throw new IllegalStateException("a bug");
        });
        line.submit("bars", 1, () -> done.add("next"));

        assertThatThrownBy(this::finishOne).isInstanceOf(IllegalStateException.class);
        finishOne();

        assertThat(done).containsExactly("next");
    }
}
