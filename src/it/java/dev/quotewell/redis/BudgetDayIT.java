package dev.quotewell.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotewell.budget.Budgets;
import dev.quotewell.budget.KeyId;
import dev.quotewell.budget.KeyState;
import dev.quotewell.budget.Priority;
import dev.quotewell.budget.StoreAway;
import dev.quotewell.provider.ApiBudget;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A day and two hours of three instances on one Redis, in three processes that are killed and started again:
 * schedules and back-fills ask all the time, people now and then. What was granted is judged as the providers see it.
 */
class BudgetDayIT {

    private static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");
    private static final Instant END = NOON.plus(Duration.ofHours(26));
    private static final Instant KILLED = NOON.plus(Duration.ofHours(9));
    private static final String ALPHA_VANTAGE = "alphavantage";
    private static final String TWELVE_DATA = "twelvedata";
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration DAY = Duration.ofDays(1);
    private static final int INSTANCES = 3;

    /** How far the clock goes in a step: now within the shortest window, now beyond. */
    private static final List<Integer> STEPS = List.of(300, 700, 1200, 5000, 11_000, 20_000, 30_000);

    private record Call(String provider, Priority priority, Instant at, int symbols) {}

    private final List<BudgetWorker> instances = new ArrayList<>();
    private final List<Call> calls = new ArrayList<>();
    private final Random random = new Random(20260302);
    private TestServers servers;
    private String uri;

    @BeforeEach
    void start(@TempDir Path directory) {
        servers = new TestServers(directory);
        uri = servers.single().uri();
    }

    @AfterEach
    void stop() {
        instances.forEach(BudgetWorker::close);
        servers.close();
    }

    private void startInstances() throws IOException {
        instances.forEach(BudgetWorker::close);
        instances.clear();
        for (int i = 0; i < INSTANCES; i++) {
            instances.add(BudgetWorker.start(uri));
        }
        for (BudgetWorker instance : instances) {
            instance.awaitReady();
        }
    }

    @Test
    void a_day_of_three_instances_stays_within_the_free_plans_and_serves_people() throws IOException {
        startInstances();
        boolean killed = false;
        for (Instant now = NOON; now.isBefore(END); now = now.plusMillis(pick(STEPS))) {
            if (!killed && !now.isBefore(KILLED)) {
                killed = true;
                killAll(now);
            }
            step(now);
        }

        print();
        assertThat(killed).isTrue();
        assertThat(Windows.most(times(ALPHA_VANTAGE), DAY)).isEqualTo(25);
        assertThat(Windows.most(times(ALPHA_VANTAGE), Duration.ofMillis(1200))).isEqualTo(1);
        assertThat(Windows.most(times(TWELVE_DATA), MINUTE)).isEqualTo(8);
        assertThat(onDay("2026-03-02T00:00:00Z")).isLessThanOrEqualTo(800).isGreaterThan(640);
        assertThat(onDay("2026-03-03T00:00:00Z")).isLessThanOrEqualTo(800).isGreaterThan(640);
        // Schedules and back-fills leave the last fifth, and people get it.
        for (Priority priority : List.of(Priority.SCHEDULED, Priority.BACKFILL)) {
            assertThat(firstDay(ALPHA_VANTAGE, priority)).isNotEmpty();
            assertThat(firstDay(TWELVE_DATA, priority)).isNotEmpty();
        }
        assertThat(firstDay(ALPHA_VANTAGE, Priority.SCHEDULED).size()
                        + firstDay(ALPHA_VANTAGE, Priority.BACKFILL).size())
                .isLessThanOrEqualTo(20);
        assertThat(firstDay(ALPHA_VANTAGE, Priority.INTERACTIVE))
                .hasSizeGreaterThanOrEqualTo(5)
                .last()
                .matches(last -> last.isAfter(last(firstDay(ALPHA_VANTAGE, Priority.SCHEDULED))));
    }

    private static Instant last(List<Instant> times) {
        return times.get(times.size() - 1);
    }

    /** When calls were granted to a provider, once for each symbol. */
    private List<Instant> times(String provider) {
        return calls.stream()
                .filter(call -> call.provider.equals(provider))
                .flatMap(call -> Collections.nCopies(call.symbols, call.at).stream())
                .toList();
    }

    private List<Instant> firstDay(String provider, Priority priority) {
        return calls.stream()
                .filter(call -> call.provider.equals(provider) && call.priority == priority)
                .map(Call::at)
                .filter(at -> at.isBefore(NOON.plus(DAY)))
                .toList();
    }

    private long onDay(String day) {
        return times(TWELVE_DATA).stream()
                .filter(at -> at.truncatedTo(ChronoUnit.DAYS).equals(Instant.parse(day)))
                .count();
    }

    private void print() {
        for (String provider : List.of(ALPHA_VANTAGE, TWELVE_DATA)) {
            for (Priority priority : Priority.values()) {
                List<Call> granted = calls.stream()
                        .filter(call -> call.provider.equals(provider) && call.priority == priority)
                        .toList();
                System.out.printf(
                        "%s, %s: %d calls for %d symbols%n",
                        provider,
                        priority.code(),
                        granted.size(),
                        granted.stream().mapToInt(Call::symbols).sum());
            }
            System.out.printf(
                    "%s: at most %d in any second, %d in any minute, %d in any 24 hours%n",
                    provider,
                    Windows.most(times(provider), SECOND),
                    Windows.most(times(provider), MINUTE),
                    Windows.most(times(provider), DAY));
        }
        System.out.printf(
                "%s: %d on the first day, %d on the second%n",
                TWELVE_DATA, onDay("2026-03-02T00:00:00Z"), onDay("2026-03-03T00:00:00Z"));
    }

    /** All three ask at once. */
    private void step(Instant now) throws IOException {
        List<List<Call>> asked = new ArrayList<>();
        for (BudgetWorker instance : instances) {
            List<Call> wishes = wishes(now);
            asked.add(wishes);
            instance.ask(line(now, wishes));
        }
        for (int i = 0; i < instances.size(); i++) {
            String answer = instances.get(i).answer();
            for (int wish = 0; wish < answer.length(); wish++) {
                Call call = asked.get(i).get(wish);
                if (answer.charAt(wish) == '+') {
                    calls.add(call);
                }
            }
        }
    }

    private List<Call> wishes(Instant now) {
        List<Call> wishes = new ArrayList<>();
        for (String provider : List.of(ALPHA_VANTAGE, TWELVE_DATA)) {
            wishes.add(wish(provider, Priority.SCHEDULED, now));
            wishes.add(wish(provider, Priority.BACKFILL, now));
            if (random.nextInt(200) == 0) {
                wishes.add(wish(provider, Priority.INTERACTIVE, now));
            }
        }
        Collections.shuffle(wishes, random);
        return wishes;
    }

    private Call wish(String provider, Priority priority, Instant now) {
        return new Call(provider, priority, now, provider.equals(TWELVE_DATA) ? 1 + random.nextInt(8) : 1);
    }

    private static String line(Instant now, List<Call> wishes) {
        StringBuilder line = new StringBuilder().append(now.toEpochMilli());
        wishes.forEach(wish -> line.append(' ')
                .append(wish.provider)
                .append(',')
                .append(wish.priority)
                .append(',')
                .append(wish.symbols));
        return line.toString();
    }

    private int pick(List<Integer> values) {
        return values.get(random.nextInt(values.size()));
    }

    /** The first of them in the middle of its work: what it was granted then, nobody knows but Redis. */
    private void killAll(Instant now) throws IOException {
        instances.get(0).ask(line(now, List.of(wish(TWELVE_DATA, Priority.INTERACTIVE, now))));
        instances.forEach(BudgetWorker::close);
        List<Long> before = used(now);
        assertThat(before.get(0)).isEqualTo(times(ALPHA_VANTAGE).size());
        assertThat(before.get(1)).isBetween(onDay("2026-03-02T00:00:00Z"), onDay("2026-03-02T00:00:00Z") + 8);
        startInstances();
        assertThat(used(now)).isEqualTo(before);
    }

    /** What Redis has counted in the longest windows. */
    private List<Long> used(Instant now) {
        try (RedisConnection redis = RedisConnection.open(RedisAddress.of(uri), Duration.ofSeconds(5))) {
            Budgets budgets = new Budgets(
                    new RedisBudgets(redis, new RedisKeys("qw:")),
                    () -> now,
                    StoreAway.NO_CALLS,
                    (provider, window, remaining) -> {});
            return List.of(
                    used(budgets, ALPHA_VANTAGE, BudgetWorker.alphaVantage(), "1d"),
                    used(budgets, TWELVE_DATA, BudgetWorker.TWELVE_DATA, "day-symbols"));
        }
    }

    private static long used(Budgets budgets, String provider, ApiBudget budget, String window) {
        return Await.answer(budgets.state(provider, budget, List.of(KeyId.of("key of " + provider))))
                .get(0)
                .windows()
                .stream()
                .filter(each -> each.name().equals(window))
                .mapToLong(KeyState.Window::used)
                .sum();
    }
}
