package dev.quotewell.camel;

import dev.quotewell.budget.Priority;
import dev.quotewell.cache.Entry;
import dev.quotewell.cache.LoadOutcome;
import dev.quotewell.cache.Loader.Wanted;
import dev.quotewell.load.LoadVerdict;
import dev.quotewell.load.Patience;
import dev.quotewell.provider.FailureClass;
import dev.quotewell.provider.ProviderFailedException;
import dev.quotewell.traffic.Load;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * One load on its way through the providers: which keys still wait for a record, what was found, and who failed for
 * which key. It goes with the exchange as a property, so that the copies a failover works on share it.
 */
final class Loading {

    private static final String PROPERTY = "CamelCacheAsideLoading";

    private final Map<String, Entry.@Nullable Value> wanted = new LinkedHashMap<>();
    private final Map<String, LoadOutcome> found = new LinkedHashMap<>();
    private final Map<String, List<ProviderFailedException>> failures = new LinkedHashMap<>();

    private final List<Load.Call> calls = new ArrayList<>();

    private final Priority priority;

    Loading(List<Wanted> keys, Priority priority) {
        this.priority = priority;
        keys.forEach(key -> wanted.put(key.key().key(), key.existing()));
    }

    /** Of a route that is tried on its own, without a cache before it. */
    private Loading(String key) {
        priority = Priority.INTERACTIVE;
        wanted.put(key, null);
    }

    void begin(Exchange exchange) {
        exchange.setProperty(PROPERTY, this);
    }

    static Loading of(Exchange exchange) {
        Loading loading = exchange.getProperty(PROPERTY, Loading.class);
        if (loading != null) {
            return loading;
        }
        Loading alone = new Loading(exchange.getMessage().getHeader(CacheAsideConstants.KEY, "", String.class));
        alone.begin(exchange);
        return alone;
    }

    Priority priority() {
        return priority;
    }

    /** Whether one key alone is loaded: then its record is the body of the message. */
    synchronized boolean isOfOneKey() {
        return wanted.size() == 1;
    }

    /** The keys without a record yet. */
    synchronized List<String> waiting() {
        return wanted.keySet().stream().filter(key -> !found.containsKey(key)).toList();
    }

    /** Those that this provider has not judged yet: asked once more, it would say the same. */
    synchronized List<String> waiting(String provider) {
        return waiting().stream()
                .filter(key -> failures(key).stream()
                        .noneMatch(failure -> failure.provider().equals(provider)))
                .toList();
    }

    /**
     * Forgets those who were only busy, so that they can be asked once more: their budgets grant a call within this
     * time. Empty where nobody is to be waited for.
     */
    synchronized Optional<Duration> forgetBusy(Duration atMost) {
        Optional<Duration> wait = waiting().stream()
                .flatMap(key -> failures(key).stream())
                .filter(failure -> Patience.isBusy(failure, atMost))
                .flatMap(failure -> failure.retryAfter().stream())
                .max(Comparator.naturalOrder());
        waiting()
                .forEach(key -> failures.getOrDefault(key, new ArrayList<>())
                        .removeIf(failure -> Patience.isBusy(failure, atMost)));
        return wait;
    }

    /** The entry that a load of the key replaces. */
    synchronized Entry.@Nullable Value existing(String key) {
        return wanted.get(key);
    }

    synchronized void found(String key, LoadOutcome outcome) {
        found.put(key, outcome);
    }

    /** An HTTP call has ended, for some of the keys. */
    synchronized void called(Load.Call call) {
        calls.add(call);
    }

    /** All calls, in their order. */
    synchronized List<Load.Call> calls() {
        return List.copyOf(calls);
    }

    synchronized void failed(String key, ProviderFailedException failure) {
        failures.computeIfAbsent(key, unused -> new ArrayList<>()).add(failure);
    }

    synchronized List<ProviderFailedException> failures(String key) {
        return List.copyOf(failures.getOrDefault(key, List.of()));
    }

    /** What became of each key; those that nobody knows are judged by what the providers said. */
    synchronized List<LoadOutcome> outcomes() {
        return wanted.keySet().stream()
                .map(key -> found.containsKey(key) ? found.get(key) : LoadVerdict.of(failures(key)))
                .toList();
    }

    /** Who did not answer for a key, and why: {@code finnhub=rate-limited, alphavantage=auth}; null if nobody failed. */
    synchronized @Nullable String shortly(String key) {
        String told = failures(key).stream()
                // A provider without a key is none that could have answered.
                .filter(failure -> !failure.wasNotCalled() || failure.failure() != FailureClass.AUTH)
                .map(failure -> failure.provider() + "=" + failure.failure().code())
                .distinct()
                .collect(Collectors.joining(", "));
        return told.isEmpty() ? null : told;
    }
}
