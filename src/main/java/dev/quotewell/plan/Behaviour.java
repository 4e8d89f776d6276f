package dev.quotewell.plan;

import dev.quotewell.cache.CacheKey;
import dev.quotewell.provider.FailureClass;
import dev.quotewell.traffic.Load;
import dev.quotewell.traffic.Traffic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How providers behave, from what was recorded of them. A call close to a recorded one of the same key goes as that one
 * did; else what a provider said of the key itself holds, and its trouble with all keys at that time; else it answers,
 * after a time drawn from those in which it did. For one thread.
 */
final class Behaviour {

    /** A call so close to a recorded one goes the same way. */
    static final Duration NEAR = Duration.ofSeconds(30);

    /** Of a provider that was never seen to answer, when nobody was. */
    private static final Duration UNKNOWN_LATENCY = Duration.ofMillis(100);

    /** What holds for a key at any time. */
    private static final Set<FailureClass> OF_THE_KEY = EnumSet.of(
            FailureClass.UNKNOWN_SYMBOL, FailureClass.NO_DATA, FailureClass.BAD_REQUEST, FailureClass.NOT_ENTITLED);

    /** What holds for all keys at that time. */
    private static final Set<FailureClass> OF_THE_PROVIDER = EnumSet.of(
            FailureClass.PROVIDER_FAULT,
            FailureClass.BLOCKED,
            FailureClass.RATE_LIMITED,
            FailureClass.QUOTA_EXHAUSTED,
            FailureClass.AUTH);

    /**
     * One provider's turn in a load.
     *
     * @param calls HTTP requests
     * @param failure null when it answered
     * @param ttl how long the record is fresh by the reply itself; null where it did not tell
     */
    record Turn(
            Instant at,
            Duration took,
            int calls,
            @Nullable FailureClass failure,
            @Nullable Duration retryAfter,
            @Nullable Duration ttl) {}

    private record Pair(String provider, CacheKey key) {}

    private final Map<Pair, NavigableMap<Instant, Turn>> ofKeys = new HashMap<>();
    private final Map<String, NavigableMap<Instant, Turn>> ofProviders = new HashMap<>();
    private final Map<String, List<Duration>> latencies = new HashMap<>();
    private final List<Duration> allLatencies = new ArrayList<>();

    Behaviour(List<Traffic> traffic) {
        for (Traffic each : traffic) {
            if (each instanceof Load load) {
                add(load);
            }
        }
        latencies.values().forEach(Collections::sort);
        Collections.sort(allLatencies);
    }

    private void add(Load load) {
        Instant at = load.at();
        int first = 0;
        while (first < load.calls().size()) {
            String provider = load.calls().get(first).provider();
            int end = first;
            Duration took = Duration.ZERO;
            while (end < load.calls().size() && load.calls().get(end).provider().equals(provider)) {
                took = took.plus(load.calls().get(end).took());
                end++;
            }
            Load.Call last = load.calls().get(end - 1);
            FailureClass failure = last.outcome().equals(Load.ANSWERED)
                    ? null
                    : FailureClass.find(last.outcome()).orElse(FailureClass.PROVIDER_FAULT);
            boolean answered = failure == null && provider.equals(load.provider());
            Turn turn = new Turn(at, took, end - first, failure, last.retryAfter(), answered ? load.ttl() : null);
            ofKeys.computeIfAbsent(new Pair(provider, load.key()), any -> new TreeMap<>())
                    .put(at, turn);
            ofProviders.computeIfAbsent(provider, any -> new TreeMap<>()).put(at, turn);
            if (failure == null) {
                latencies.computeIfAbsent(provider, any -> new ArrayList<>()).add(took);
                allLatencies.add(took);
            }
            at = at.plus(took);
            first = end;
        }
    }

    /** @param random in [0, 1): which of the recorded times this call takes */
    Turn turn(String provider, CacheKey key, Instant now, double random) {
        Turn ofKey = nearest(ofKeys.get(new Pair(provider, key)), now);
        if (ofKey != null && isNear(ofKey, now)) {
            return ofKey;
        }
        Duration took = latency(provider, random);
        if (ofKey != null && ofKey.failure() != null && OF_THE_KEY.contains(ofKey.failure())) {
            return new Turn(now, took, ofKey.calls(), ofKey.failure(), null, null);
        }
        Turn ofProvider = nearest(ofProviders.get(provider), now);
        if (ofProvider != null
                && isNear(ofProvider, now)
                && ofProvider.failure() != null
                && OF_THE_PROVIDER.contains(ofProvider.failure())) {
            return ofProvider;
        }
        return ofKey == null || ofKey.failure() != null
                ? new Turn(now, took, 1, null, null, null)
                : new Turn(now, took, ofKey.calls(), null, null, ofKey.ttl());
    }

    private static boolean isNear(Turn turn, Instant now) {
        return Duration.between(turn.at(), now).abs().compareTo(NEAR) <= 0;
    }

    private static @Nullable Turn nearest(@Nullable NavigableMap<Instant, Turn> turns, Instant now) {
        if (turns == null) {
            return null;
        }
        Map.Entry<Instant, Turn> before = turns.floorEntry(now);
        Map.Entry<Instant, Turn> after = turns.ceilingEntry(now);
        if (before == null || after == null) {
            return Optional.ofNullable(before == null ? after : before)
                    .map(Map.Entry::getValue)
                    .orElse(null);
        }
        boolean later = Duration.between(before.getKey(), now).compareTo(Duration.between(now, after.getKey())) > 0;
        return later ? after.getValue() : before.getValue();
    }

    private Duration latency(String provider, double random) {
        List<Duration> known = latencies.getOrDefault(provider, allLatencies);
        return known.isEmpty() ? UNKNOWN_LATENCY : known.get((int) (known.size() * random));
    }
}
