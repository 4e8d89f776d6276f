package dev.quotewell.camel;

import dev.quotewell.budget.Budgets;
import dev.quotewell.budget.Cost;
import dev.quotewell.budget.Decision;
import dev.quotewell.budget.KeyId;
import dev.quotewell.budget.Permit;
import dev.quotewell.load.Breakers;
import dev.quotewell.load.BudgetRefusal;
import dev.quotewell.load.Patience;
import dev.quotewell.provider.DatasetKey;
import dev.quotewell.provider.FailureClass;
import dev.quotewell.provider.Provider;
import dev.quotewell.provider.ProviderFailedException;
import dev.quotewell.traffic.Load;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Leave to call providers, by breaker and budget; both hear how each call ended. Safe for many threads. */
final class ProviderPermits {

    private static final Logger log = LoggerFactory.getLogger(ProviderPermits.class);

    private final ProviderCalls.Surroundings surroundings;
    private final ProviderTroubles troubles;
    private final Breakers breakers;

    ProviderPermits(ProviderCalls.Surroundings surroundings, ProviderTroubles troubles) {
        this.surroundings = surroundings;
        this.troubles = troubles;
        this.breakers = new Breakers(
                surroundings.breaker().after(), surroundings.breaker().openFor(), surroundings.clock());
    }

    /** {@code closed}, {@code open} or {@code half-open}. */
    String breaker(String provider) {
        return breakers.state(provider);
    }

    void forget() {
        breakers.reset();
    }

    /** The most symbols of one call that the budget can ever grant. */
    int batch(Turn turn) {
        long symbols = Budgets.largest(
                        surroundings.budget().apply(turn.provider()),
                        turn.loading().priority())
                .symbols();
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, symbols / turn.cost()));
    }

    /** Leave to call now; fails where there is none. */
    Decision.Granted take(Turn turn, List<DatasetKey> keys, List<String> secrets) {
        Provider provider = turn.provider();
        if (!breakers.tryBegin(provider.name())) {
            surroundings.observer().skipped(provider.name(), "breaker");
            throw ProviderFailedException.notCalled(
                    provider.name(),
                    FailureClass.PROVIDER_FAULT,
                    "is left alone after failures",
                    surroundings.breaker().openFor());
        }
        Duration patience = Patience.of(turn.loading().priority(), turn.isOnTheWay());
        Decision decision = ofBudget(turn, keys, secrets, patience);
        if (decision instanceof Decision.Granted granted) {
            return granted;
        }
        breakers.notMade(provider.name());
        surroundings.observer().skipped(provider.name(), "budget");
        throw refused(provider, keys.get(0).dataset(), decision);
    }

    private Decision ofBudget(Turn turn, List<DatasetKey> keys, List<String> secrets, Duration patience) {
        Provider provider = turn.provider();
        List<String> ids = secrets.isEmpty()
                ? List.of(KeyId.NO_KEY)
                : secrets.stream().map(KeyId::of).toList();
        Cost cost = new Cost(turn.cost(), (long) turn.cost() * keys.size());
        long until = System.nanoTime() + patience.toNanos();
        while (true) {
            Decision decision = surroundings
                    .budgets()
                    .take(
                            provider.name(),
                            surroundings.budget().apply(provider),
                            ids,
                            turn.loading().priority(),
                            cost)
                    .toCompletableFuture()
                    .join();
            if (!(decision instanceof Decision.Refused refused)
                    || refused.retryAfter().toNanos() > until - System.nanoTime()) {
                return decision;
            }
            try {
                TimeUnit.NANOSECONDS.sleep(
                        Math.max(1_000_000, refused.retryAfter().toNanos()));
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
                return decision;
            }
        }
    }

    private ProviderFailedException refused(Provider provider, String dataset, Decision decision) {
        ProviderFailedException exception = BudgetRefusal.of(provider.name(), decision);
        if (decision instanceof Decision.Refused refused) {
            if (BudgetRefusal.isSoon(refused)) {
                log.debug("{}", exception.getMessage());
            } else {
                troubles.began(dataset, exception);
            }
        }
        return exception;
    }

    /** Once for each call. */
    void ended(Turn turn, Map<String, String> headers, @Nullable ProviderFailedException failure) {
        Permit permit = turn.endCall();
        if (permit == null) {
            return;
        }
        FailureClass kind = failure == null ? null : failure.failure();
        Duration retryAfter = failure == null ? null : failure.retryAfter().orElse(null);
        turn.loading()
                .called(new Load.Call(
                        turn.provider().name(),
                        turn.sinceAsked(),
                        kind == null ? Load.ANSWERED : kind.code(),
                        retryAfter));
        breakers.ended(turn.provider().name(), kind);
        surroundings
                .budgets()
                .finished(
                        permit, headers, kind, retryAfter, surroundings.clock().instant());
    }
}
