package dev.quotewell.load;

import dev.quotewell.provider.FailureClass;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A breaker a provider, in this process: it opens when half of the last {@value #CALLS} calls (or of fewer, as its rule
 * says) failed by the provider's fault or were blocked; then nobody calls for the rule's time, and {@value #TRIALS}
 * calls that go well close it again. Safe for many threads.
 */
public final class Breakers {

    static final int CALLS = 20;
    static final int TRIALS = 2;

    /** What says that the provider is ill; budgets and keys have consequences of their own. */
    private static final Set<FailureClass> ILL = EnumSet.of(FailureClass.PROVIDER_FAULT, FailureClass.BLOCKED);

    private final CircuitBreakerRegistry breakers;

    /**
     * @param after so many calls at least, of which half failed
     * @param openFor how long nobody calls then
     */
    public Breakers(int after, Duration openFor, InstantSource clock) {
        this.breakers = CircuitBreakerRegistry.of(CircuitBreakerConfig.custom()
                .clock(clock.withZone(ZoneOffset.UTC))
                .slidingWindowSize(Math.max(CALLS, after))
                .minimumNumberOfCalls(after)
                .failureRateThreshold(50)
                .waitDurationInOpenState(openFor)
                .permittedNumberOfCallsInHalfOpenState(TRIALS)
                .build());
    }

    /** Whether a call may be made; then it must be told how it ended. */
    public boolean tryBegin(String provider) {
        return breakers.circuitBreaker(provider).tryAcquirePermission();
    }

    /** A call that was allowed was not made after all. */
    public void notMade(String provider) {
        breakers.circuitBreaker(provider).releasePermission();
    }

    public void ended(String provider, @Nullable FailureClass failure) {
        CircuitBreaker breaker = breakers.circuitBreaker(provider);
        if (failure != null && ILL.contains(failure)) {
            breaker.onError(0, TimeUnit.NANOSECONDS, new IllegalStateException(failure.code()));
        } else {
            breaker.onSuccess(0, TimeUnit.NANOSECONDS);
        }
    }

    /** All are closed again, and know of no calls. */
    public void reset() {
        breakers.getAllCircuitBreakers().forEach(CircuitBreaker::reset);
    }

    /** {@code closed}, {@code open} or {@code half-open}. */
    public String state(String provider) {
        return breakers.circuitBreaker(provider)
                .getState()
                .name()
                .toLowerCase(Locale.ROOT)
                .replace('_', '-');
    }
}
