package dev.quotewell.budget;

import dev.quotewell.budget.BudgetStore.Answer;
import dev.quotewell.provider.ApiBudget;
import dev.quotewell.provider.FailureClass;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Whether providers may be called now: asked before each call, and told how it ended. What was granted is counted, also
 * when the call is then not made. The moment that counts is that of the grant: calls may bunch on their way, so a limit
 * in a file should stay a little below the provider's. A provider without policies and concurrency is never refused and
 * never counted. Safe for many threads.
 */
public final class Budgets {

    private static final Duration STORE_AWAY = Duration.ofSeconds(1);

    private final BudgetStore store;
    private final InstantSource clock;
    private final StoreAway whenAway;
    private final BudgetObserver observer;
    private final Map<String, Ledger> ledgers = new ConcurrentHashMap<>();
    private final String instance = UUID.randomUUID().toString();
    private final AtomicLong permits = new AtomicLong();

    /** @param clock the store's own time, the same for all instances */
    public Budgets(BudgetStore store, InstantSource clock, StoreAway whenAway, BudgetObserver observer) {
        this.store = store;
        this.clock = clock;
        this.whenAway = whenAway;
        this.observer = observer;
    }

    /** The most that a priority may ever ask for at once, in calls and symbols; for cutting batches. */
    public static Cost largest(ApiBudget budget, Priority priority) {
        long calls = Long.MAX_VALUE;
        long symbols = Long.MAX_VALUE;
        for (Charge charge : Charge.all(budget, priority, Instant.EPOCH)) {
            if (charge.perSymbol()) {
                symbols = Math.min(symbols, charge.usable());
            } else {
                calls = Math.min(calls, charge.usable());
            }
        }
        return new Cost(Math.max(1, calls), Math.max(1, symbols));
    }

    /**
     * Asks for a call, and counts it when it is granted.
     *
     * @param keys ids of the provider's keys, by {@link KeyId#of}
     */
    public CompletionStage<Decision> take(
            String provider, ApiBudget budget, List<String> keys, Priority priority, Cost cost) {
        KeyId.check(keys);
        if (!budget.isLimited()) {
            return CompletableFuture.completedStage(
                    new Decision.Granted(0, new Permit(provider, budget, keys.get(0), "")));
        }
        Account account = account(provider, budget, keys, priority);
        for (Charge charge : account.charges()) {
            if (charge.of(cost) > charge.usable()) {
                return CompletableFuture.completedStage(new Decision.TooLarge(charge.window(), charge.usable()));
            }
        }
        String permit = instance + "-" + permits.incrementAndGet();
        Ledger ledger = ledger(provider);
        return ledger.settle(owed -> pay(account, owed))
                .thenCompose(settled -> store.take(account, priority, cost, permit))
                .handle((answer, failure) -> {
                    if (failure == null) {
                        ledger.count.saw(account, answer.keys());
                        return answer;
                    }
                    refuseOthers(failure);
                    return whenAway == StoreAway.OWN_COUNT
                            ? ledger.count.take(account, cost, permit)
                            : new Answer(OptionalInt.empty(), STORE_AWAY, Decision.Reason.STORE_AWAY, "", List.of());
                })
                .thenApply(answer -> {
                    tell(account, answer.keys());
                    return decision(account, budget, permit, answer);
                });
    }

    private static Decision decision(Account account, ApiBudget budget, String permit, Answer answer) {
        if (answer.granted().isEmpty()) {
            return new Decision.Refused(answer.retryAfter(), answer.reason(), answer.detail());
        }
        int key = answer.granted().getAsInt();
        return new Decision.Granted(
                key, new Permit(account.provider(), budget, account.keys().get(key), permit));
    }

    /** Of several keys, what all open ones have left together. */
    private void tell(Account account, List<KeyCount> keys) {
        for (int i = 0; i < account.charges().size() && !keys.isEmpty(); i++) {
            Charge charge = account.charges().get(i);
            long remaining = 0;
            for (KeyCount key : keys) {
                remaining += key.closed() == null
                        ? Math.max(0, charge.limit() - key.windows().get(i).used())
                        : 0;
            }
            observer.remaining(account.provider(), charge.window(), remaining);
        }
    }

    /**
     * A call has ended, with or without a reply. The stage always ends well.
     *
     * @param headers of the reply, with names in lower case; none where there was no reply
     * @param failure null when it gave a record
     * @param retryAfter how long the provider asks to be left alone, by its reply or the rules of its file
     * @param receivedAt by the clock of these budgets
     */
    public CompletionStage<Void> finished(
            Permit permit,
            Map<String, String> headers,
            @Nullable FailureClass failure,
            @Nullable Duration retryAfter,
            Instant receivedAt) {
        ApiBudget budget = permit.budget();
        if (!budget.isLimited()) {
            return CompletableFuture.allOf();
        }
        Consequence consequence = Consequence.of(budget, headers, failure, retryAfter, receivedAt);
        Ledger ledger = ledger(permit.provider());
        ledger.count.finished(permit.key(), permit.id(), consequence.closing(), receivedAt);
        if (budget.concurrency() == 0 && consequence.isNone()) {
            return CompletableFuture.allOf();
        }
        Account account = account(permit.provider(), budget, List.of(permit.key()), Priority.INTERACTIVE);
        return store.finish(account, permit.id(), consequence.corrections(), consequence.closing())
                .thenRun(() -> {
                    if (consequence.closing() != null) {
                        ledger.count.shared(permit.key());
                    }
                })
                .exceptionally(unavailable -> {
                    // The slot comes free with its lease; a closing is told when the store is back.
                    refuseOthers(unavailable);
                    return null;
                });
    }

    /** How each key stands; fails with {@link BudgetUnavailableException} when the store gives no answer. */
    public CompletionStage<List<KeyState>> state(String provider, ApiBudget budget, List<String> keys) {
        Account account = account(provider, budget, KeyId.check(keys), Priority.INTERACTIVE);
        return ledger(provider)
                .settle(owed -> pay(account, owed))
                .thenCompose(settled -> store.counts(account))
                .thenApply(counts -> counts.stream()
                        .map(count -> KeyState.of(count, account.charges()))
                        .toList());
    }

    private Account account(String provider, ApiBudget budget, List<String> keys, Priority priority) {
        Instant now = clock.instant();
        return new Account(provider, keys, Charge.all(budget, priority, now), budget.concurrency(), now);
    }

    private Ledger ledger(String provider) {
        return ledgers.computeIfAbsent(provider, any -> new Ledger());
    }

    private CompletionStage<Void> pay(Account account, LocalCount.Owed owed) {
        return store.add(account.of(owed.key()), owed.spent(), owed.closed());
    }

    private static void refuseOthers(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (!(cause instanceof BudgetUnavailableException)) {
            throw failure instanceof CompletionException already ? already : new CompletionException(cause);
        }
    }
}
