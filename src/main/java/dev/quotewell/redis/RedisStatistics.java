package dev.quotewell.redis;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Redis tells about itself by {@code INFO}, as of the last sample; of a Cluster the sum of its masters. Values are NaN while Redis gives no answer, so
 * that a graph shows a gap and not yesterday's number. Safe for many threads.
 */
public final class RedisStatistics {

    /** The name of a meter, under {@code redis.}, and the field of INFO that fills it. */
    private static final Map<String, String> FIELDS = Map.of(
            "memory", "used_memory",
            "memory.max", "maxmemory",
            "hits", "keyspace_hits",
            "misses", "keyspace_misses",
            "connections", "connected_clients",
            "commands.per.second", "instantaneous_ops_per_sec");

    /** How many events wait in the outbox, over all its partitions. */
    public static final String OUTBOX = "outbox";

    private static final String KEYS = "keys";
    private static final String LATENCY = "latency";
    private static final Pattern KEYSPACE = Pattern.compile("(?m)^db\\d+:keys=(\\d+)");

    private final RedisConnection redis;
    private final RedisKeys keys;
    private volatile Map<String, Double> values = Map.of();

    public RedisStatistics(RedisConnection redis, RedisKeys keys) {
        this.redis = redis;
        this.keys = keys;
    }

    /** The names of all values: bytes, counts, and seconds for {@code latency}. */
    public static Iterable<String> names() {
        Map<String, String> names = new TreeMap<>(FIELDS);
        names.put(KEYS, KEYS);
        names.put(LATENCY, LATENCY);
        return names.keySet();
    }

    public double value(String name) {
        return values.getOrDefault(name, Double.NaN);
    }

    /** Asks Redis anew; ends well also when it gives no answer. */
    public CompletionStage<Void> sample() {
        long asked = System.nanoTime();
        return redis.sendToMasters(commands -> commands.info())
                .thenApply(infos -> {
                    Map<String, Double> sampled = new TreeMap<>();
                    infos.forEach(
                            info -> parse(info).forEach((name, value) -> sampled.merge(name, value, Double::sum)));
                    sampled.put(LATENCY, (System.nanoTime() - asked) / 1e9);
                    return sampled;
                })
                .thenCombine(outbox(), (sampled, waiting) -> {
                    sampled.put(OUTBOX, (double) waiting);
                    return sampled;
                })
                .exceptionally(unavailable -> Map.of())
                .thenAccept(sampled -> values = Map.copyOf(sampled));
    }

    private CompletionStage<Long> outbox() {
        CompletionStage<Long> sum = CompletableFuture.completedStage(0L);
        for (String partition : RedisKeys.partitions(keys.prefix() + "outbox")) {
            sum = sum.thenCombine(redis.send(commands -> commands.xlen(partition)), Long::sum);
        }
        return sum;
    }

    static Map<String, Double> parse(String info) {
        Map<String, Double> parsed = new TreeMap<>();
        FIELDS.forEach((name, field) -> {
            Matcher found = Pattern.compile("(?m)^" + field + ":(\\d+)").matcher(info);
            if (found.find()) {
                parsed.put(name, Double.valueOf(found.group(1)));
            }
        });
        double keys = 0;
        Matcher keyspace = KEYSPACE.matcher(info);
        while (keyspace.find()) {
            keys += Double.parseDouble(keyspace.group(1));
        }
        parsed.put(KEYS, keys);
        return parsed;
    }
}
