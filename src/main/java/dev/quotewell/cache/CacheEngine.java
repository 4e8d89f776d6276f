package dev.quotewell.cache;

import dev.quotewell.cache.CacheObserver.Result;
import dev.quotewell.cache.CachePolicy.Decision;
import dev.quotewell.cache.CacheStatus.Forward;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers from the cache while fresh, and has what is missing loaded once, whoever asks for it and wherever.
 *
 * <p>Nothing here blocks. Answers may complete on a thread of the store or of the loader, so who goes on with slow
 * work moves to a thread of its own. Without the store, callers get what a load brings, shared within the process.
 * Safe for many threads.
 */
public final class CacheEngine {

    static final Logger log = LoggerFactory.getLogger(CacheEngine.class);

    /** What the engine works with; {@code clock} is Redis' clock, the same for all instances. */
    public record Parts(
            CacheStore store,
            LeaseStore leases,
            InstantSource clock,
            Timer timer,
            RandomGenerator random,
            CacheObserver observer) {}

    private final Parts parts;
    private final String instance;
    private final AtomicLong sequence = new AtomicLong();
    private final ConcurrentHashMap<CacheKey, Flight> flights = new ConcurrentHashMap<>();

    /** @param instance a name that no other process uses: owners of leases are told apart by it */
    public CacheEngine(Parts parts, String instance) {
        this.parts = parts;
        this.instance = instance;
    }

    /** The answers in the order of the keys, each key judged alone. Never ends exceptionally. */
    public CompletableFuture<List<Answer>> get(List<CacheKey> keys, CachePolicy policy, Loader loader) {
        if (keys.isEmpty()) {
            return CompletableFuture.completedFuture(List.of());
        }
        return parts.store()
                .find(new LinkedHashSet<>(keys))
                .exceptionally(storeUnavailable -> Map.of())
                .thenCompose(found -> answer(keys, found, policy, loader))
                .toCompletableFuture();
    }

    private CompletableFuture<List<Answer>> answer(
            List<CacheKey> keys, Map<CacheKey, Entry> found, CachePolicy policy, Loader loader) {
        List<CompletableFuture<Answer>> answers = new ArrayList<>(keys.size());
        for (CacheKey key : keys) {
            answers.add(answer(key, found.get(key), policy, loader).thenApply(answer -> observed(key, answer)));
        }
        return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .thenApply(all -> answers.stream().map(CompletableFuture::join).toList());
    }

    private CompletableFuture<Answer> answer(CacheKey key, @Nullable Entry entry, CachePolicy policy, Loader loader) {
        Instant now = parts.clock().instant();
        Decision decision = policy.decide(entry, now);
        if (decision instanceof Decision.Serve fresh) {
            CacheStatus status = CacheStatus.hit(fresh.entry().freshFor(now));
            return CompletableFuture.completedFuture(serve(fresh.entry(), now, status));
        }
        if (decision instanceof Decision.ServeAndRefresh due) {
            flight(key, policy, loader);
            return CompletableFuture.completedFuture(serveBeforeRefresh(due.entry(), now));
        }
        return load(key, entry, policy, loader);
    }

    private CompletableFuture<Answer> load(CacheKey key, @Nullable Entry entry, CachePolicy policy, Loader loader) {
        Boarding boarding = flight(key, policy, loader);
        // Who joins late still waits no longer than the flight, which ends within the time-out of who began it.
        CompletableFuture<Answer> answer =
                boarding.landing().thenApply(landing -> answer(entry, policy, boarding, landing));
        if (!policy.softTimeout().isZero()
                && entry instanceof Entry.Value stale
                && policy.servesOnError(stale, parts.clock().instant())) {
            Timer.Alarm impatient = parts.timer()
                    .after(policy.softTimeout(), () -> answer.complete(serveStale(stale, boarding, "soft-timeout")));
            answer.whenComplete((answered, failure) -> impatient.cancel());
        }
        return answer;
    }

    private Answer serveStale(Entry.Value stale, Boarding boarding, String detail) {
        Instant now = parts.clock().instant();
        CacheStatus status = new CacheStatus(Forward.STALE, stale.freshFor(now), false, boarding.joined(), detail);
        return new Answer.Found(stale, stale.age(now), status);
    }

    private static Answer serveBeforeRefresh(Entry.Value entry, Instant now) {
        CacheStatus status = entry.isFresh(now)
                ? CacheStatus.hit(entry.freshFor(now))
                : new CacheStatus(null, entry.freshFor(now), false, false, "stale-while-revalidate");
        return serve(entry, now, status);
    }

    private Answer answer(@Nullable Entry entry, CachePolicy policy, Boarding boarding, Landing landing) {
        Instant now = parts.clock().instant();
        Forward forward = entry == null ? Forward.MISS : Forward.STALE;
        if (landing instanceof Landing.Arrived arrived) {
            boolean joined = boarding.joined();
            boolean collapsed = joined || arrived.collapsed();
            CacheStatus status = new CacheStatus(
                    forward, arrived.entry().freshFor(now), arrived.stored() && !joined, collapsed, null);
            return serve(arrived.entry(), now, status);
        }
        Failure failure = ((Landing.Broke) landing).failure();
        if (entry instanceof Entry.Value value && policy.servesOnError(value, now)) {
            return serveStale(value, boarding, failure.token());
        }
        return new Answer.Failed(failure, new CacheStatus(forward, null, false, boarding.joined(), failure.token()));
    }

    private static Answer serve(Entry entry, Instant now, CacheStatus status) {
        return entry instanceof Entry.Value value
                ? new Answer.Found(value, value.age(now), status)
                : new Answer.Unknown(status);
    }

    private record Boarding(CompletableFuture<Landing> landing, boolean joined) {}

    private Boarding flight(CacheKey key, CachePolicy policy, Loader loader) {
        Flight under = flights.get(key);
        if (under != null) {
            return new Boarding(under.landing(), true);
        }
        Flight own = new Flight(key, policy, loader, instance + "-" + sequence.incrementAndGet(), parts);
        Flight other = flights.putIfAbsent(key, own);
        if (other != null) {
            return new Boarding(other.landing(), true);
        }
        own.landing().whenComplete((landing, failure) -> flights.remove(key, own));
        own.start();
        return new Boarding(own.landing(), false);
    }

    private Answer observed(CacheKey key, Answer answer) {
        parts.observer().answered(key.dataset(), result(answer));
        return answer;
    }

    private static Result result(Answer answer) {
        if (answer instanceof Answer.Unknown) {
            return Result.NEGATIVE;
        }
        if (answer instanceof Answer.Failed) {
            return Result.ERROR;
        }
        Duration ttl = answer.status().ttl();
        if (ttl != null && ttl.isNegative()) {
            return Result.STALE;
        }
        return answer.status().isHit() ? Result.HIT : Result.MISS;
    }
}
