package dev.quotewell.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quotewell.message.IdempotencyStore;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RedisIdempotentRepositoryTest {

    /** The states in memory; a lease ends when the test forgets the id. */
    private static final class Memory implements IdempotencyStore {

        private final Map<String, String> states = new HashMap<>();

        @Override
        public boolean begin(String id, String owner, Duration lease) {
            return states.putIfAbsent(id, owner) == null;
        }

        @Override
        public boolean done(String id, String owner, Duration retention) {
            return states.replace(id, owner, "done");
        }

        @Override
        public boolean forget(String id, String owner) {
            return states.remove(id, owner);
        }

        @Override
        public boolean contains(String id) {
            return states.containsKey(id);
        }

        @Override
        public boolean isDone(String id) {
            return "done".equals(states.get(id));
        }
    }

    private final Memory store = new Memory();

    private RedisIdempotentRepository repository(String owner, boolean waitsForWorkElsewhere) {
        return new RedisIdempotentRepository(
                store, "request:", owner, Duration.ofSeconds(50), Duration.ofHours(24), waitsForWorkElsewhere);
    }

    @Test
    void an_id_that_is_done_is_a_duplicate() {
        RedisIdempotentRepository repository = repository("one", true);
        assertThat(repository.add("r-1")).isTrue();
        repository.confirm("r-1");

        assertThat(repository.add("r-1")).isFalse();
    }

    @Test
    void an_id_that_is_in_work_elsewhere_is_no_duplicate_yet_so_that_its_message_comes_again() {
        repository("one", true).add("r-1");

        assertThatThrownBy(() -> repository("two", true).add("r-1")).isInstanceOf(StillInWorkException.class);

        store.states.clear();
        assertThat(repository("two", true).add("r-1")).isTrue();
    }

    @Test
    void a_tick_that_is_in_work_elsewhere_is_skipped() {
        repository("one", false).add("t-1");

        assertThat(repository("two", false).add("t-1")).isFalse();
    }

    @Test
    void a_failed_id_is_new_again() {
        RedisIdempotentRepository repository = repository("one", true);
        repository.add("r-1");
        repository.remove("r-1");

        assertThat(repository.add("r-1")).isTrue();
    }
}
