package dev.quotewell.budget;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A shared count that knows one key a provider, no corrections, and can be away. */
public final class MemoryBudgets implements BudgetStore {

    final Map<String, List<Spent>> spent = new HashMap<>();
    final Map<String, KeyCount.Closed> closed = new HashMap<>();
    boolean away;
    int asked;

    @Override
    public CompletionStage<Answer> take(Account account, Priority priority, Cost cost, String permit) {
        return answer(() -> {
            Answer refused = null;
            for (int key = 0; key < account.keys().size(); key++) {
                Account one = account.of(account.keys().get(key));
                KeyCount.Closed shut = closed.get(one.keys().get(0));
                if (shut != null && shut.until().isAfter(account.now())) {
                    refused = new Answer(
                            OptionalInt.empty(),
                            Duration.between(account.now(), shut.until()),
                            Decision.Reason.CLOSED,
                            shut.why(),
                            keys(account));
                    continue;
                }
                Optional<Charge> full = one.charges().stream()
                        .filter(charge -> used(one, charge) + charge.of(cost) > charge.usable())
                        .findFirst();
                if (full.isEmpty()) {
                    all(one).add(new Spent(account.now(), cost));
                    return new Answer(OptionalInt.of(key), Duration.ZERO, Decision.Reason.WINDOW, "", keys(account));
                }
                refused = new Answer(
                        OptionalInt.empty(),
                        Duration.between(account.now(), leaves(one, full.get())),
                        Decision.Reason.WINDOW,
                        full.get().window(),
                        keys(account));
            }
            return Objects.requireNonNull(refused, "an account has keys");
        });
    }

    private Instant leaves(Account account, Charge charge) {
        return all(account).stream()
                .map(each -> charge.span().leaves(each.at()))
                .filter(end -> end.isAfter(account.now()))
                .min(Comparator.naturalOrder())
                .orElse(account.now().plusSeconds(1));
    }

    @Override
    public CompletionStage<Void> finish(
            Account account, String permit, List<Correction> corrections, @Nullable Closing closing) {
        return answer(() -> {
                    if (closing instanceof Closing.Until until) {
                        closed.put(account.keys().get(0), new KeyCount.Closed(until.end(), until.why()));
                    }
                    return true;
                })
                .thenAccept(done -> {});
    }

    @Override
    public CompletionStage<Void> add(Account account, List<Spent> more, KeyCount.@Nullable Closed shut) {
        return answer(() -> {
                    all(account).addAll(more);
                    if (shut != null) {
                        closed.put(account.keys().get(0), shut);
                    }
                    return true;
                })
                .thenAccept(done -> {});
    }

    @Override
    public CompletionStage<List<KeyCount>> counts(Account account) {
        return answer(() -> keys(account));
    }

    private List<KeyCount> keys(Account account) {
        return account.keys().stream().map(key -> count(account.of(key))).toList();
    }

    private KeyCount count(Account account) {
        String key = account.keys().get(0);
        KeyCount.Closed shut = closed.get(key);
        return new KeyCount(
                key,
                0,
                shut != null && shut.until().isAfter(account.now()) ? shut : null,
                account.charges().stream()
                        .map(charge -> new KeyCount.Window(used(account, charge), null))
                        .toList());
    }

    private long used(Account account, Charge charge) {
        return all(account).stream()
                .filter(each -> charge.span().counts(each.at(), account.now()))
                .mapToLong(each -> charge.of(each.cost()))
                .sum();
    }

    private List<Spent> all(Account account) {
        return spent.computeIfAbsent(account.keys().get(0), key -> new ArrayList<>());
    }

    private <T> CompletionStage<T> answer(Supplier<T> work) {
        asked++;
        return away
                ? CompletableFuture.failedStage(
                        new BudgetUnavailableException("away", new IllegalStateException("away")))
                : CompletableFuture.completedStage(work.get());
    }
}
