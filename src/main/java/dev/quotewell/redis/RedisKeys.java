package dev.quotewell.redis;

import dev.quotewell.cache.CacheKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * The names of our keys: readable, all under one prefix.
 *
 * <p>A key ends in one of 16 hash tags, so that an entry, its lease and its outbox lie in one slot of a Redis Cluster
 * and can be written in one step.
 */
public record RedisKeys(String prefix) {

    static final int PARTITIONS = 16;

    public String entry(CacheKey key) {
        return prefix + key.dataset() + ":" + key.key() + ":" + tag(partition(key));
    }

    /** What the names of all entries of a dataset begin with. */
    String entries(String dataset) {
        return prefix + dataset + ":";
    }

    /** Whose entry has this name: the inverse of {@link #entry}. Empty when it is no entry, such as a lease. */
    Optional<CacheKey> findEntry(String name) {
        int dataset = name.startsWith(prefix) ? name.indexOf(':', prefix.length()) : -1;
        int tag = name.lastIndexOf(":{");
        if (dataset <= prefix.length() || tag <= dataset + 1) {
            return Optional.empty();
        }
        CacheKey key = new CacheKey(name.substring(prefix.length(), dataset), name.substring(dataset + 1, tag));
        return Optional.of(key).filter(found -> entry(found).equals(name));
    }

    /**
     * The glob pattern of a dataset's entries, and perhaps of others.
     *
     * @param match the pattern of their keys, {@code *} for all
     */
    String pattern(String dataset, String match) {
        return entries(dataset).replaceAll("[\\\\*?\\[\\]^-]", "\\\\$0") + match + ":{??}";
    }

    public String lease(CacheKey key) {
        return entry(key) + ":lease";
    }

    public String outbox(CacheKey key) {
        return partition(prefix + "outbox", partition(key));
    }

    /** Where the name of an entry is told when it was stored or its lease ended. */
    public String wakeChannel() {
        return prefix + "wake";
    }

    public String idempotency(String id) {
        return prefix + "idem:" + id;
    }

    /** Where the calls with a provider's key are counted; all of a provider lie in one slot of a Redis Cluster. */
    public String budget(String provider, String key) {
        return prefix + "budget:{" + provider + "}:" + key;
    }

    static List<String> partitions(String stream) {
        List<String> names = new ArrayList<>(PARTITIONS);
        for (int partition = 0; partition < PARTITIONS; partition++) {
            names.add(partition(stream, partition));
        }
        return List.copyOf(names);
    }

    private static String partition(String stream, int partition) {
        return stream + ":" + tag(partition);
    }

    private static int partition(CacheKey key) {
        CRC32 crc = new CRC32();
        crc.update(key.toString().getBytes(StandardCharsets.UTF_8));
        return (int) (crc.getValue() % PARTITIONS);
    }

    private static String tag(int partition) {
        return partition < 10 ? "{0" + partition + "}" : "{" + partition + "}";
    }
}
