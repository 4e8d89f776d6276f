package dev.quotewell.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quotewell.message.Commit;
import dev.quotewell.message.IdempotencyStore;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

class RedisIdempotentRepositoryTest {

    /** The states in memory; a lease ends when the test forgets the id. */
    private static final class Memory implements IdempotencyStore {

        private final Map<String, String> states = new HashMap<>();

        @Override
        public CompletionStage<Begun> begin(String id, String token, Duration lease) {
            String holder = states.putIfAbsent(id, token);
            if (holder == null || holder.equals(token)) {
                return CompletableFuture.completedStage(Begun.OURS);
            }
            return CompletableFuture.completedStage(holder.equals("done") ? Begun.DONE : Begun.IN_WORK);
        }

        @Override
        public boolean done(String id, String token, Duration retention) {
            return states.replace(id, token, "done");
        }

        @Override
        public boolean forget(String id, String token) {
            return states.remove(id, token);
        }

        @Override
        public boolean contains(String id) {
            return states.containsKey(id);
        }

        @Override
        public String key(String id) {
            return "idem:" + id;
        }
    }

    private final Memory store = new Memory();
    private final RedisIdempotentRepository repository =
            new RedisIdempotentRepository(store, "request:", Duration.ofMinutes(1), Duration.ofHours(24));

    private static Exchange message(String token) {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.setProperty(RedisIdempotentRepository.TOKEN, token);
        return exchange;
    }

    @Test
    void an_id_that_is_done_is_a_duplicate() {
        assertThat(repository.add(message("1"), "r-1")).isTrue();
        repository.confirm(message("1"), "r-1");

        assertThat(repository.add(message("2"), "r-1")).isFalse();
    }

    @Test
    void an_id_that_is_in_work_elsewhere_is_no_duplicate_yet_so_that_its_message_comes_again() {
        repository.add(message("1"), "r-1");

        assertThatThrownBy(() -> repository.add(message("2"), "r-1")).isInstanceOf(StillInWorkException.class);

        store.states.clear();
        assertThat(repository.add(message("2"), "r-1")).isTrue();
    }

    @Test
    void the_same_message_again_takes_over_at_once() {
        repository.add(message("1"), "r-1");

        assertThat(repository.add(message("1"), "r-1")).isTrue();
    }

    @Test
    void a_message_without_a_token_is_known_by_its_exchange() {
        Exchange one = new DefaultExchange(new DefaultCamelContext());
        Exchange two = new DefaultExchange(new DefaultCamelContext());
        assertThat(repository.add(one, "r-1")).isTrue();

        assertThatThrownBy(() -> repository.add(two, "r-1")).isInstanceOf(StillInWorkException.class);
        assertThat(repository.confirm(one, "r-1")).isTrue();
    }

    @Test
    void a_failed_id_is_new_again() {
        repository.add(message("1"), "r-1");
        repository.remove(message("1"), "r-1");

        assertThat(repository.add(message("2"), "r-1")).isTrue();
    }

    @Test
    void the_id_is_done_in_the_step_that_ends_the_message() {
        Exchange message = message("1");
        Commit commit = Commits.begin(message);

        repository.add(message, "r-1");
        repository.confirm(message, "r-1");

        assertThat(commit.steps())
                .containsExactly(
                        new Commit.Step.StillMine("idem:request:r-1", "1"),
                        new Commit.Step.Done("idem:request:r-1", Duration.ofHours(24)));
        assertThat(repository.add(message("1"), "r-1")).isTrue();
    }
}
