package dev.quotewell.camel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DoorTest {

    private final Door door = new Door();
    private final List<String> came = new ArrayList<>();

    @Test
    void lets_in_who_comes_while_it_is_open() {
        assertThat(door.enter(() -> came.add("again"))).isTrue();
        assertThat(door.isEmpty()).isFalse();

        door.leave();

        assertThat(door.isEmpty()).isTrue();
        assertThat(came).isEmpty();
    }

    @Test
    void who_comes_while_it_is_closed_comes_again_once_it_is_open_in_the_same_order() {
        door.close();
        assertThat(door.enter(() -> came.add("first"))).isFalse();
        assertThat(door.enter(() -> came.add("second"))).isFalse();
        assertThat(door.isEmpty()).isTrue();
        assertThat(came).isEmpty();

        door.open();

        assertThat(came).containsExactly("first", "second");
        assertThat(door.enter(() -> {})).isTrue();
    }

    @Test
    void who_was_inside_when_it_closed_is_waited_for() {
        door.enter(() -> {});
        door.close();

        assertThat(door.isEmpty()).isFalse();
        door.leave();
        assertThat(door.isEmpty()).isTrue();
    }
}
