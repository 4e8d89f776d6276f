package dev.quotewell.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotewell.budget.Budgets;
import dev.quotewell.budget.Cost;
import dev.quotewell.budget.Decision.Granted;
import dev.quotewell.budget.KeyId;
import dev.quotewell.budget.KeyState;
import dev.quotewell.budget.Priority;
import dev.quotewell.budget.StoreAway;
import dev.quotewell.provider.ApiBudget;
import dev.quotewell.provider.ApiBudget.Policy;
import dev.quotewell.provider.ApiBudget.Reserve;
import dev.quotewell.provider.ApiBudget.Weight;
import dev.quotewell.provider.BudgetWindow.Rolling;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Redis is killed, and comes back with what it kept. */
class RedisBudgetsFaultsIT {

    private static final Instant NOW = Instant.parse("2026-03-02T15:00:00Z");
    private static final List<String> KEYS = List.of(KeyId.of("one"));
    private static final ApiBudget DAILY = new ApiBudget(
            List.of(new Policy(20, new Rolling(Duration.ofDays(1)), Weight.CALL)), 0, Reserve.USUAL, List.of());

    @Test
    void calls_made_without_redis_are_few_and_count_for_all_when_it_is_back(@TempDir Path directory) {
        try (TestServers servers = new TestServers(directory)) {
            TestServer server = servers.single("appendonly yes", "appendfsync always");
            try (RedisConnection redis = RedisConnection.open(RedisAddress.of(server.uri()), Duration.ofSeconds(2))) {
                Budgets one = budgets(redis);
                Budgets other = budgets(redis);
                assertThat(granted(one, 4)).isEqualTo(4);

                server.kill();
                int alone = granted(one, 50);
                server.start();
                Await.until("the count is shared again", () -> isShared(one));

                assertThat(alone).isEqualTo(10);
                assertThat(state(one).get(0).windows().get(0).used()).isEqualTo(14);
                assertThat(granted(other, 50)).isEqualTo(6);
            }
        }
    }

    private static Budgets budgets(RedisConnection redis) {
        return new Budgets(
                new RedisBudgets(redis, new RedisKeys("qw:")),
                () -> NOW,
                StoreAway.OWN_COUNT,
                (provider, window, remaining) -> {});
    }

    private static int granted(Budgets budgets, int asked) {
        int granted = 0;
        for (int i = 0; i < asked; i++) {
            granted += Await.answer(budgets.take("finnhub", DAILY, KEYS, Priority.INTERACTIVE, Cost.ONE))
                            instanceof Granted
                    ? 1
                    : 0;
        }
        return granted;
    }

    private static List<KeyState> state(Budgets budgets) {
        return Await.answer(budgets.state("finnhub", DAILY, KEYS));
    }

    private static boolean isShared(Budgets budgets) {
        try {
            return !state(budgets).isEmpty();
        } catch (CompletionException away) {
            return false;
        }
    }
}
