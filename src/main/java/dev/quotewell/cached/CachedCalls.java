package dev.quotewell.cached;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.quotewell.cache.Answer;
import dev.quotewell.cache.CacheEngine;
import dev.quotewell.cache.CacheKey;
import dev.quotewell.cache.CacheObserver;
import dev.quotewell.cache.CacheStatus.Forward;
import dev.quotewell.cache.CacheStore;
import dev.quotewell.cache.Entry;
import dev.quotewell.cache.Failure;
import dev.quotewell.cache.LoadOutcome;
import dev.quotewell.cache.NearCache;
import dev.quotewell.cache.RequestDirectives;
import dev.quotewell.cache.Selection;
import dev.quotewell.json.Payload;
import dev.quotewell.redis.RedisAddress;
import dev.quotewell.redis.RedisCacheStore;
import dev.quotewell.redis.RedisClock;
import dev.quotewell.redis.RedisConnection;
import dev.quotewell.redis.RedisKeys;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Calls of methods with {@link Cached}, answered from Redis while fresh: by the engine that answers requests for market
 * data, with its promises. Of all callers of all processes who miss the same result one calls the method, and the others
 * get its result; an exception goes as it is to those who waited in its process, and is never kept; while Redis is away
 * each process calls for itself, one call a key. The method runs on a thread of the cache: what a caller keeps in thread
 * locals, such as a transaction, is not there.
 *
 * <pre>{@code
 * interface Rates {
 *     @Cached(dataset = "rates", expiration = 3600)
 *     BigDecimal rate(String from, String to);
 * }
 * CachedCalls calls = CachedCalls.at("redis://127.0.0.1:6379");
 * Rates rates = calls.proxy(Rates.class, new SlowRates());
 * }</pre>
 *
 * <p>Safe for many threads; to be made once and closed at the end.
 */
public final class CachedCalls implements AutoCloseable {

    private static final String PREFIX = "qw:call:";
    private static final Duration REDIS_TIMEOUT = Duration.ofMillis(500);
    private static final Duration CLOCK_EVERY = Duration.ofSeconds(5);

    /** Whoever waits for a call takes its exception at once. */
    private static final Duration THROWN_KEPT = Duration.ofMinutes(1);

    private final RedisConnection redis;
    private final RedisCacheStore store;
    private final ScheduledExecutorService timer;
    private final ExecutorService workers = Executors.newCachedThreadPool(task -> daemon(task, "quotewell-call"));
    private final CacheEngine engine;
    private final Cache<String, Throwable> thrown =
            Caffeine.newBuilder().expireAfterWrite(THROWN_KEPT).build();

    /** Of each dataset the method that it belongs to. */
    private final Map<String, String> owners = new ConcurrentHashMap<>();

    private CachedCalls(RedisConnection redis, ScheduledExecutorService timer, InstantSource clock) {
        this.redis = redis;
        this.timer = timer;
        this.store = new RedisCacheStore(redis, new RedisKeys(PREFIX), 1024);
        this.engine = new CacheEngine(
                new CacheEngine.Parts(
                        new WithoutEvents(store),
                        store,
                        new NearCache(0),
                        clock,
                        (delay, task) -> {
                            ScheduledFuture<?> alarm = timer.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
                            return () -> alarm.cancel(false);
                        },
                        () -> ThreadLocalRandom.current().nextLong(),
                        CacheObserver.NONE),
                UUID.randomUUID().toString().substring(0, 8));
    }

    /**
     * Connects.
     *
     * @param redis such as {@code redis://user:password@host:6379}; Sentinels, Clusters and TLS as
     *     for {@code quotewell.redis.uri}
     * @throws dev.quotewell.redis.RedisUnreachableException there is no Redis, or it refuses us
     */
    public static CachedCalls at(String redis) {
        RedisConnection connection = RedisConnection.open(RedisAddress.of(redis), REDIS_TIMEOUT);
        ScheduledExecutorService timer =
                Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "quotewell-call-timer"));
        RedisClock clock = new RedisClock(connection);
        clock.synchronize().toCompletableFuture().join();
        timer.scheduleWithFixedDelay(
                clock::synchronize, CLOCK_EVERY.toMillis(), CLOCK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
        return new CachedCalls(connection, timer, clock);
    }

    /** The same by a clock of the caller's own. */
    static CachedCalls at(String redis, InstantSource clock) {
        return new CachedCalls(
                RedisConnection.open(RedisAddress.of(redis), REDIS_TIMEOUT),
                Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "quotewell-call-timer")),
                clock);
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /**
     * The same as {@code delegate}, but for results that are kept. Methods without {@link Cached} go straight to it.
     *
     * @param type an interface
     * @throws IllegalArgumentException it is none, an annotation does not fit its method, or two methods share a dataset
     */
    public <T> T proxy(Class<T> type, T delegate) {
        if (!type.isInterface()) {
            throw new IllegalArgumentException(type.getName() + " is no interface, must be one with @Cached methods");
        }
        Map<Method, CachedMethod> methods = new HashMap<>();
        for (Method method : type.getMethods()) {
            Cached cached = method.getAnnotation(Cached.class);
            if (cached != null) {
                CachedMethod one = CachedMethod.of(method, cached);
                requireOwn(one);
                methods.put(method, one);
            }
        }
        Object proxy = Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (self, method, given) ->
                        invoke(methods, delegate, self, method, given == null ? new Object[0] : given));
        return type.cast(proxy);
    }

    private void requireOwn(CachedMethod method) {
        String owner = owners.putIfAbsent(method.dataset(), method.signature());
        if (owner != null && !owner.equals(method.signature())) {
            throw new IllegalArgumentException("The dataset " + method.dataset() + " belongs to " + owner + ", and "
                    + method.signature() + " would read its results: each needs a dataset of its own");
        }
    }

    private @Nullable Object invoke(
            Map<Method, CachedMethod> methods,
            Object delegate,
            Object self,
            Method method,
            @Nullable Object[] arguments)
            throws Throwable {
        CachedMethod cached = methods.get(method);
        if (cached != null) {
            return call(cached, method, () -> direct(delegate, method, arguments), CallKey.of(arguments));
        }
        if (method.getDeclaringClass() == Object.class && method.getName().equals("equals")) {
            return self == arguments[0];
        }
        try {
            return method.invoke(delegate, arguments);
        } catch (InvocationTargetException e) {
            throw e.getTargetException();
        }
    }

    /** What a method came to: a result, or what it threw. */
    private record Outcome(
            @Nullable Object result, @Nullable Throwable thrown) {}

    private static Outcome direct(Object delegate, Method method, @Nullable Object[] arguments) {
        try {
            return new Outcome(method.invoke(delegate, arguments), null);
        } catch (InvocationTargetException e) {
            return new Outcome(null, e.getTargetException());
        } catch (IllegalAccessException e) {
            return new Outcome(
                    null, new CachedCallException(method + " cannot be called: make its interface public", e));
        }
    }

    private @Nullable Object call(CachedMethod cached, Method method, Supplier<Outcome> direct, String arguments)
            throws Throwable {
        CacheKey key = new CacheKey(cached.dataset(), arguments);
        Answer answer = ask(cached, method, direct, key);
        if (answer instanceof Answer.Found found) {
            try {
                return cached.read(found.entry().record());
            } catch (IOException otherShape) {
                // It was kept before the type of the result was changed, as a rule.
                join(engine.evict(new Selection.OfKey(key)));
                return read(cached, ask(cached, method, direct, key));
            }
        }
        return read(cached, answer);
    }

    private @Nullable Object read(CachedMethod cached, Answer answer) throws Throwable {
        if (answer instanceof Answer.Found found) {
            try {
                return cached.read(found.entry().record());
            } catch (IOException e) {
                throw new CachedCallException(
                        "The result of " + cached + " was written as JSON and cannot be read from it", e);
            }
        }
        if (answer instanceof Answer.Failed failed) {
            throw why(cached, failed.failure());
        }
        return cached.nothing();
    }

    private Throwable why(CachedMethod cached, Failure failure) {
        if (failure.kind() == Failure.Kind.TIMEOUT) {
            return new CachedCallException(cached + " gave no result within " + cached.timeoutSeconds() + " s", null);
        }
        Throwable own = thrown.getIfPresent(failure.detail());
        return own == null ? new CachedCallException(cached + " gave no result: " + failure.detail(), null) : own;
    }

    private Answer ask(CachedMethod cached, Method method, Supplier<Outcome> direct, CacheKey key) throws Throwable {
        CompletableFuture<List<Answer>> answers = engine.get(
                List.of(key),
                cached.policy(),
                RequestDirectives.NONE,
                wanted -> CompletableFuture.supplyAsync(() -> List.of(load(cached, direct)), workers));
        try {
            return answers.get().get(0);
        } catch (InterruptedException e) {
            if (List.of(method.getExceptionTypes()).contains(InterruptedException.class)) {
                throw e;
            }
            Thread.currentThread().interrupt();
            throw new CachedCallException("Interrupted while " + cached + " was under way", e);
        } catch (ExecutionException e) {
            throw new CachedCallException(cached + " gave no result", e.getCause());
        }
    }

    private LoadOutcome load(CachedMethod cached, Supplier<Outcome> direct) {
        Outcome outcome = direct.get();
        Throwable failure = outcome.thrown();
        if (failure == null) {
            try {
                Optional<Payload> kept = cached.write(outcome.result());
                return kept.isPresent()
                        ? new LoadOutcome.Loaded(kept.get(), "java", null)
                        : new LoadOutcome.NoSuchKey("java");
            } catch (CachedCallException e) {
                failure = e;
            }
        }
        String token = UUID.randomUUID().toString();
        thrown.put(token, failure);
        return new LoadOutcome.Failed(new Failure(Failure.Kind.PROVIDER_FAILED, token, null));
    }

    /**
     * Forgets all results of a dataset, on all machines; who asks next has the method called.
     *
     * @return how many there were
     * @throws dev.quotewell.cache.StoreUnavailableException Redis gives no answer
     */
    public long evict(String dataset) {
        return join(engine.evict(new Selection.OfDataset(dataset)));
    }

    private static long join(CompletionStage<Long> evicted) {
        try {
            return evicted.toCompletableFuture().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException known ? known : e;
        }
    }

    /** Calls under way get no answer any more. */
    @Override
    public void close() {
        timer.shutdownNow();
        workers.shutdownNow();
        store.close();
        redis.close();
    }

    /** Results are nobody's news: no sink hears of them. */
    private record WithoutEvents(CacheStore store) implements CacheStore {

        @Override
        public CompletionStage<Map<CacheKey, Entry>> find(Collection<CacheKey> keys) {
            return store.find(keys);
        }

        @Override
        public CompletionStage<Boolean> store(
                CacheKey key, Entry entry, Duration keepFor, String owner, @Nullable Forward why) {
            return store.store(key, entry, keepFor, owner, null);
        }

        @Override
        public CompletionStage<Long> evict(Selection selection) {
            return store.evict(selection);
        }
    }
}
