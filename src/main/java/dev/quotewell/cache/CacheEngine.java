package dev.quotewell.cache;

import dev.quotewell.cache.CacheObserver.Result;
import dev.quotewell.cache.CachePolicy.Decision;
import dev.quotewell.cache.CacheStatus.Forward;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
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
 * work moves to a thread of its own; what the near cache holds is answered before {@code get} returns. Without the
 * store, callers get a copy of the near cache or what a load brings, shared within the process. Safe for many threads.
 */
public final class CacheEngine {

    static final Logger log = LoggerFactory.getLogger(CacheEngine.class);

    /** What the engine works with; {@code clock} is Redis' clock, the same for all instances. */
    public record Parts(
            CacheStore store,
            LeaseStore leases,
            NearCache near,
            InstantSource clock,
            Timer timer,
            RandomGenerator random,
            CacheObserver observer) {}

    private final Parts parts;
    private final String instance;
    private final AtomicLong sequence = new AtomicLong();
    private final ConcurrentHashMap<CacheKey, Flight> flights = new ConcurrentHashMap<>();
    private final RecentFailures recentFailures = new RecentFailures();

    /** @param instance a name that no other process uses: owners of leases are told apart by it */
    public CacheEngine(Parts parts, String instance) {
        this.parts = parts;
        this.instance = instance;
    }

    /** One look-up: what it asks for, and the flights that it begins. For one thread at a time. */
    private final class LookUp {

        private final CachePolicy policy;
        private final RequestDirectives asked;
        private final Loader loader;
        private final List<Flight> departing = new ArrayList<>(1);

        LookUp(CachePolicy policy, RequestDirectives asked, Loader loader) {
            this.policy = policy;
            this.asked = asked;
            this.loader = loader;
        }

        /** The answer if a trusted copy gives it, else null. */
        @Nullable
        Answer near(CacheKey key, Instant now) {
            if (policy.nearTtl().isZero()) {
                return null;
            }
            Entry copy = parts.near().trusted(key, policy.nearTtl(), now);
            return copy == null ? null : served(key, copy, now);
        }

        private @Nullable Answer served(CacheKey key, Entry entry, Instant now) {
            Decision decision = policy.decide(entry, now, asked);
            if (decision instanceof Decision.Serve there) {
                return fromCache(key, there.entry(), now);
            }
            if (decision instanceof Decision.ServeAndRefresh due) {
                board(key, entry);
                return fromCache(key, due.entry(), now);
            }
            return null;
        }

        CompletableFuture<Answer> answer(CacheKey key, @Nullable Entry entry) {
            Instant now = parts.clock().instant();
            Answer there = entry == null ? null : served(key, entry, now);
            if (there != null) {
                return CompletableFuture.completedFuture(there);
            }
            if (asked.onlyIfCached()) {
                return CompletableFuture.completedFuture(observed(key, refusal(entry, now)));
            }
            return load(key, entry, now).thenApply(answer -> observed(key, answer));
        }

        private CompletableFuture<Answer> load(CacheKey key, @Nullable Entry entry, Instant now) {
            Forward forward = Forward.why(entry, now);
            Boarding boarding = board(key, entry);
            // Who joins late still waits no longer than the flight, which ends within the time-out of who began it.
            CompletableFuture<Answer> answer =
                    boarding.landing().thenApply(landing -> landed(entry, forward, boarding, landing));
            if (!policy.softTimeout().isZero()
                    && !asked.noCache()
                    && entry instanceof Entry.Value stale
                    && policy.servesOnError(stale, now)) {
                Timer.Alarm impatient = parts.timer()
                        .after(
                                policy.softTimeout(),
                                () -> answer.complete(serveOld(stale, forward, boarding, "soft-timeout")));
                answer.whenComplete((answered, failure) -> impatient.cancel());
            }
            return answer;
        }

        private Boarding board(CacheKey key, @Nullable Entry entry) {
            Flight under = flights.get(key);
            if (under != null) {
                return new Boarding(under.landing(), true);
            }
            String owner = instance + "-" + sequence.incrementAndGet();
            Flight.Plan plan = new Flight.Plan(key, policy, loader, entry, owner);
            Flight own = new Flight(plan, parts, recentFailures, landed -> flights.remove(key, landed));
            Flight other = flights.putIfAbsent(key, own);
            if (other != null) {
                return new Boarding(other.landing(), true);
            }
            departing.add(own);
            return new Boarding(own.landing(), false);
        }

        private Answer landed(@Nullable Entry entry, Forward forward, Boarding boarding, Landing landing) {
            Instant now = parts.clock().instant();
            if (landing instanceof Landing.Arrived arrived) {
                boolean joined = boarding.joined();
                boolean collapsed = joined || arrived.collapsed();
                CacheStatus status = new CacheStatus(
                        forward,
                        arrived.entry().freshFor(now),
                        arrived.stored() && !joined,
                        collapsed,
                        arrived.detail());
                return serve(arrived.entry(), now, status);
            }
            Failure failure = ((Landing.Broke) landing).failure();
            if (entry instanceof Entry.Value value && policy.servesOnError(value, now)) {
                return serveOld(value, forward, boarding, failure.token());
            }
            return new Answer.Failed(
                    failure, new CacheStatus(forward, null, false, boarding.joined(), failure.token()));
        }

        /** To be called once, when all keys were seen: only then it is known how many loads go together. */
        void depart() {
            if (departing.isEmpty()) {
                return;
            }
            LoadBatch batch = new LoadBatch(loader, departing.size());
            departing.forEach(flight -> flight.start(batch));
        }
    }

    private record Boarding(CompletableFuture<Landing> landing, boolean joined) {}

    /** The answers in the order of the keys, each key judged alone. Never ends exceptionally. */
    public CompletableFuture<List<Answer>> get(
            List<CacheKey> keys, CachePolicy policy, RequestDirectives asked, Loader loader) {
        LookUp lookUp = new LookUp(policy, asked, loader);
        Instant now = parts.clock().instant();
        List<@Nullable Answer> near = new ArrayList<>(keys.size());
        Set<CacheKey> unread = new LinkedHashSet<>();
        for (CacheKey key : keys) {
            Answer answer = lookUp.near(key, now);
            near.add(answer);
            if (answer == null) {
                unread.add(key);
            }
        }
        if (unread.isEmpty()) {
            lookUp.depart();
            return CompletableFuture.completedFuture(complete(near));
        }
        return read(unread, policy, now)
                .thenCompose(found -> {
                    try {
                        return answers(keys, near, found, lookUp);
                    } finally {
                        lookUp.depart();
                    }
                })
                .toCompletableFuture();
    }

    @SuppressWarnings("NullAway") // Every key was answered.
    private static List<Answer> complete(List<@Nullable Answer> answers) {
        return List.copyOf(answers);
    }

    private static CompletableFuture<List<Answer>> answers(
            List<CacheKey> keys, List<@Nullable Answer> near, Map<CacheKey, Entry> found, LookUp lookUp) {
        List<CompletableFuture<Answer>> answers = new ArrayList<>(keys.size());
        for (int i = 0; i < keys.size(); i++) {
            Answer there = near.get(i);
            CacheKey key = keys.get(i);
            answers.add(there == null ? lookUp.answer(key, found.get(key)) : CompletableFuture.completedFuture(there));
        }
        return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .thenApply(all -> answers.stream().map(CompletableFuture::join).toList());
    }

    /** What the store holds, or copies of it when it gives no answer. */
    private CompletionStage<Map<CacheKey, Entry>> read(Set<CacheKey> keys, CachePolicy policy, Instant now) {
        NearCache near = parts.near();
        if (policy.nearTtl().isZero()) {
            return parts.store().find(keys).exceptionally(unavailable -> Map.of());
        }
        Map<CacheKey, NearCache.Ticket> tickets = new HashMap<>();
        keys.forEach(key -> tickets.put(key, near.ticket(key)));
        return parts.store().find(keys).handle((found, unavailable) -> {
            Map<CacheKey, Entry> entries = new HashMap<>();
            tickets.forEach((key, ticket) -> {
                Entry entry =
                        unavailable == null ? near.reconcile(key, found.get(key), now, ticket) : near.standIn(key);
                if (entry != null) {
                    entries.put(key, entry);
                }
            });
            return entries;
        });
    }

    /** Removes entries from the store and from the copies here; other instances hear of it from the store. */
    public CompletionStage<Long> evict(Selection selection) {
        return parts.store().evict(selection).thenApply(evicted -> {
            if (selection instanceof Selection.OfKey one) {
                parts.near().changed(one.key());
            } else {
                parts.near().allChanged();
            }
            return evicted;
        });
    }

    /** How many keys are being loaded here at this moment. */
    public int loading() {
        return flights.size();
    }

    private static CacheStatus hit(Entry entry, Instant now) {
        return entry.isFresh(now)
                ? CacheStatus.hit(entry.freshFor(now))
                : new CacheStatus(null, entry.freshFor(now), false, false, "stale-while-revalidate");
    }

    private static Answer refusal(@Nullable Entry entry, Instant now) {
        Failure failure = Failure.notCached();
        return new Answer.Failed(
                failure, new CacheStatus(Forward.why(entry, now), null, false, false, failure.token()));
    }

    private Answer serveOld(Entry.Value old, Forward forward, Boarding boarding, String detail) {
        Instant now = parts.clock().instant();
        CacheStatus status = new CacheStatus(forward, old.freshFor(now), false, boarding.joined(), detail);
        return new Answer.Found(old, old.age(now), status);
    }

    private static Answer serve(Entry entry, Instant now, CacheStatus status) {
        return entry instanceof Entry.Value value
                ? new Answer.Found(value, value.age(now), status)
                : new Answer.Unknown(status);
    }

    private Answer fromCache(CacheKey key, Entry entry, Instant now) {
        if (entry instanceof Entry.Value value) {
            parts.observer().saved(value.provider());
        }
        return observed(key, serve(entry, now, hit(entry, now)));
    }

    private Answer observed(CacheKey key, Answer answer) {
        parts.observer().answered(key.dataset(), Result.of(answer));
        return answer;
    }
}
