package dev.quotewell.plan;

import dev.quotewell.budget.Account;
import dev.quotewell.budget.BudgetStore;
import dev.quotewell.budget.Charge;
import dev.quotewell.budget.Closing;
import dev.quotewell.budget.Correction;
import dev.quotewell.budget.Cost;
import dev.quotewell.budget.Decision.Reason;
import dev.quotewell.budget.KeyCount;
import dev.quotewell.budget.Priority;
import dev.quotewell.budget.Spent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The count of calls that Redis keeps, by the rules of {@code budget.lua}, in memory. All windows are empty at the
 * beginning: what was called before the recording began is not known. For one thread.
 */
final class SimulatedBudgets implements BudgetStore {

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration GRACE = Duration.ofMillis(500);
    private static final Duration SLOT_SOON = Duration.ofSeconds(1);

    private static final class Key {
        final Map<String, SpentWindow> windows = new HashMap<>();
        final Map<String, Instant> underWay = new HashMap<>();
        Instant closedUntil = Instant.MIN;
        String closedWhy = "";
        Instant keptForPeopleUntil = Instant.MIN;

        SpentWindow window(Charge charge) {
            return windows.computeIfAbsent(charge.window(), any -> new SpentWindow());
        }
    }

    private record Obstacle(Duration again, Reason reason, String detail) {}

    private final Map<String, Key> keys = new HashMap<>();

    private Key key(Account account, String id) {
        return keys.computeIfAbsent(account.provider() + "/" + id, any -> new Key());
    }

    @Override
    public CompletionStage<Answer> take(Account account, Priority priority, Cost cost, String permit) {
        boolean person = priority == Priority.INTERACTIVE;
        Instant now = account.now();
        int best = -1;
        double least = Double.MAX_VALUE;
        Obstacle first = null;
        Key firstFree = null;
        for (int i = 0; i < account.keys().size(); i++) {
            Key key = key(account, account.keys().get(i));
            Obstacle obstacle = obstacle(key, account, cost, person);
            if (obstacle == null) {
                double load = load(key, account);
                if (load < least) {
                    least = load;
                    best = i;
                }
            } else if (first == null || obstacle.again().compareTo(first.again()) < 0) {
                first = obstacle;
                firstFree = key;
            }
        }
        if (best >= 0) {
            count(account, account.keys().get(best), cost, permit);
            if (person) {
                account.keys().forEach(id -> key(account, id).keptForPeopleUntil = Instant.MIN);
            }
            return answer(new Answer(OptionalInt.of(best), Duration.ZERO, Reason.WINDOW, "", all(account)));
        }
        if (first == null || firstFree == null) {
            throw new IllegalStateException("An account has a key at least");
        }
        if (person && first.reason() != Reason.CLOSED && first.again().compareTo(PATIENCE) <= 0) {
            firstFree.keptForPeopleUntil = now.plus(first.again()).plus(GRACE);
        }
        return answer(new Answer(OptionalInt.empty(), first.again(), first.reason(), first.detail(), all(account)));
    }

    private void count(Account account, String id, Cost cost, String permit) {
        Key key = key(account, id);
        for (Charge charge : account.charges()) {
            key.window(charge).add(account.now(), charge.of(cost));
        }
        if (account.concurrency() > 0) {
            key.underWay.put(permit, account.now().plus(LEASE));
        }
    }

    private static @Nullable Obstacle obstacle(Key key, Account account, Cost cost, boolean person) {
        Instant now = account.now();
        if (key.closedUntil.isAfter(now)) {
            return new Obstacle(Duration.between(now, key.closedUntil), Reason.CLOSED, key.closedWhy);
        }
        Obstacle longest = null;
        for (Charge charge : account.charges()) {
            SpentWindow window = key.window(charge);
            long missing = window.used(charge.span(), now) + charge.of(cost) - charge.usable();
            if (missing > 0) {
                Duration wait = window.until(missing, charge.span(), now);
                if (longest == null || wait.compareTo(longest.again()) > 0) {
                    longest = new Obstacle(wait, Reason.WINDOW, charge.window());
                }
            }
        }
        if (longest != null) {
            return longest;
        }
        if (account.concurrency() > 0 && underWay(key, now) >= account.concurrency()) {
            return new Obstacle(SLOT_SOON, Reason.CONCURRENCY, "");
        }
        return !person && key.keptForPeopleUntil.isAfter(now)
                ? new Obstacle(Duration.between(now, key.keptForPeopleUntil), Reason.PEOPLE_FIRST, "")
                : null;
    }

    private static int underWay(Key key, Instant now) {
        key.underWay.values().removeIf(until -> !until.isAfter(now));
        return key.underWay.size();
    }

    private static double load(Key key, Account account) {
        double load = account.concurrency() == 0 ? 0 : (double) underWay(key, account.now()) / account.concurrency();
        for (Charge charge : account.charges()) {
            load = Math.max(load, (double) key.window(charge).used(charge.span(), account.now()) / charge.limit());
        }
        return load;
    }

    @Override
    public CompletionStage<Void> finish(
            Account account, String permit, List<Correction> corrections, @Nullable Closing closing) {
        Key key = key(account, account.keys().get(0));
        key.underWay.remove(permit);
        if (closing != null) {
            Instant until = closing instanceof Closing.Until known
                    ? known.end()
                    : oldestLeaves(key, account, (Closing.UntilOldestLeaves) closing);
            close(key, account.now(), until, closing.why());
        }
        return CompletableFuture.allOf();
    }

    private static Instant oldestLeaves(Key key, Account account, Closing.UntilOldestLeaves closing) {
        Instant least = account.now().plus(closing.atLeast());
        return account.charges().stream()
                .filter(charge -> charge.window().equals(closing.window()))
                .map(charge -> key.window(charge).oldestLeaves(charge.span(), account.now()))
                .filter(leaves -> leaves != null && leaves.isAfter(least))
                .findFirst()
                .orElse(least);
    }

    private static void close(Key key, Instant now, Instant until, String why) {
        if (until.isAfter(now) && until.isAfter(key.closedUntil)) {
            key.closedUntil = until;
            key.closedWhy = why;
        }
    }

    @Override
    public CompletionStage<Void> add(Account account, List<Spent> spent, KeyCount.@Nullable Closed closed) {
        Key key = key(account, account.keys().get(0));
        if (closed != null) {
            close(key, account.now(), closed.until(), closed.why());
        }
        for (Charge charge : account.charges()) {
            spent.forEach(each -> key.window(charge).add(each.at(), charge.of(each.cost())));
        }
        return CompletableFuture.allOf();
    }

    @Override
    public CompletionStage<List<KeyCount>> counts(Account account) {
        return answer(all(account));
    }

    private List<KeyCount> all(Account account) {
        List<KeyCount> counts = new ArrayList<>(account.keys().size());
        for (String id : account.keys()) {
            Key key = key(account, id);
            List<KeyCount.Window> windows = new ArrayList<>(account.charges().size());
            for (Charge charge : account.charges()) {
                SpentWindow window = key.window(charge);
                windows.add(new KeyCount.Window(
                        window.used(charge.span(), account.now()), window.oldestLeaves(charge.span(), account.now())));
            }
            KeyCount.Closed closed =
                    key.closedUntil.isAfter(account.now()) ? new KeyCount.Closed(key.closedUntil, key.closedWhy) : null;
            counts.add(new KeyCount(id, underWay(key, account.now()), closed, windows));
        }
        return counts;
    }

    private static <T> CompletionStage<T> answer(T value) {
        return CompletableFuture.completedFuture(value);
    }
}
