package dev.quotewell.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotewell.budget.BudgetStore;
import dev.quotewell.budget.Budgets;
import dev.quotewell.budget.Cost;
import dev.quotewell.budget.Decision;
import dev.quotewell.budget.KeyId;
import dev.quotewell.budget.Permit;
import dev.quotewell.budget.Priority;
import dev.quotewell.budget.StoreAway;
import dev.quotewell.provider.ApiBudget;
import dev.quotewell.provider.ApiBudget.Policy;
import dev.quotewell.provider.ApiBudget.Reserve;
import dev.quotewell.provider.ApiBudget.Weight;
import dev.quotewell.provider.BudgetWindow;
import dev.quotewell.provider.FailureClass;
import dev.quotewell.redis.EmbeddedRedis;
import dev.quotewell.redis.RedisAddress;
import dev.quotewell.redis.RedisBudgets;
import dev.quotewell.redis.RedisConnection;
import dev.quotewell.redis.RedisKeys;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The count of a simulation says what the count in Redis says, whatever is asked of both. */
class SimulatedBudgetsIT {

    private static final int STEPS = 3_000;

    private static final List<Priority> PRIORITIES =
            List.of(Priority.INTERACTIVE, Priority.SCHEDULED, Priority.BACKFILL);

    private static final List<String> KEYS = List.of(KeyId.of("one"), KeyId.of("two"));

    private static final List<ApiBudget> BUDGETS = List.of(
            budget(0, rolling(5, Duration.ofSeconds(3)), rolling(40, Duration.ofMinutes(1))),
            budget(2, day(30), rolling(8, Duration.ofSeconds(10))),
            budget(0, new Policy(25, new BudgetWindow.Rolling(Duration.ofSeconds(20)), Weight.SYMBOL)));

    private Instant now = Instant.parse("2026-03-02T23:50:00Z");

    private static ApiBudget budget(int concurrency, Policy... policies) {
        return new ApiBudget(List.of(policies), concurrency, Reserve.USUAL, List.of());
    }

    private static Policy rolling(long limit, Duration length) {
        return new Policy(limit, new BudgetWindow.Rolling(length), Weight.CALL);
    }

    private static Policy day(long limit) {
        return new Policy(
                limit,
                new BudgetWindow.Calendar(BudgetWindow.Unit.DAY, ZoneOffset.UTC, LocalTime.MIDNIGHT, 1),
                Weight.CALL);
    }

    private Budgets over(BudgetStore store) {
        return new Budgets(store, () -> now, StoreAway.NO_CALLS, (provider, window, left) -> {});
    }

    private static @Nullable Permit permit(Decision decision) {
        return decision instanceof Decision.Granted granted ? granted.permit() : null;
    }

    /** Two counts name their permits differently. */
    private static String shown(Decision decision) {
        return decision instanceof Decision.Granted granted ? "granted by key " + granted.key() : decision.toString();
    }

    @Test
    void both_counts_agree_on_any_calls(@TempDir Path directory) {
        Random random = new Random(11);
        try (EmbeddedRedis server = EmbeddedRedis.start(directory);
                RedisConnection redis =
                        RedisConnection.open(RedisAddress.of(server.uri().toString()), Duration.ofSeconds(5))) {
            Budgets real = over(new RedisBudgets(redis, new RedisKeys("plan:")));
            Budgets simulated = over(new SimulatedBudgets());
            List<Permit> underWay = new ArrayList<>();
            List<Permit> alsoUnderWay = new ArrayList<>();
            int granted = 0;
            for (int step = 0; step < STEPS; step++) {
                now = now.plusMillis(random.nextInt(400));
                if (!underWay.isEmpty() && random.nextInt(3) == 0) {
                    int place = random.nextInt(underWay.size());
                    FailureClass failure = random.nextInt(40) == 0 ? FailureClass.RATE_LIMITED : null;
                    Duration after = failure == null ? null : Duration.ofSeconds(random.nextInt(20));
                    for (Budgets each : List.of(real, simulated)) {
                        each.finished(
                                        (each == real ? underWay : alsoUnderWay).remove(place),
                                        Map.of(),
                                        failure,
                                        after,
                                        now)
                                .toCompletableFuture()
                                .join();
                    }
                    continue;
                }
                int which = random.nextInt(BUDGETS.size());
                Priority priority = PRIORITIES.get(random.nextInt(3));
                Cost cost = new Cost(1, 1 + random.nextInt(3));
                Decision one = real.take("p" + which, BUDGETS.get(which), KEYS, priority, cost)
                        .toCompletableFuture()
                        .join();
                Decision other = simulated
                        .take("p" + which, BUDGETS.get(which), KEYS, priority, cost)
                        .toCompletableFuture()
                        .join();
                assertThat(shown(other)).as("step " + step).isEqualTo(shown(one));
                Permit permit = permit(one);
                Permit also = permit(other);
                if (permit != null && also != null) {
                    granted++;
                    underWay.add(permit);
                    alsoUnderWay.add(also);
                }
            }
            assertThat(granted).isBetween(STEPS / 20, STEPS);
        }
    }
}
