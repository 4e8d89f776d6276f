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

    /** The key of an entry's name; empty when the name is none of an entry. */
    public Optional<CacheKey> find(String name) {
        int dataset = prefix.length();
        int colon = name.indexOf(':', dataset);
        int tag = name.lastIndexOf(":{");
        if (!name.startsWith(prefix) || colon <= dataset || tag <= colon + 1) {
            return Optional.empty();
        }
        CacheKey key = new CacheKey(name.substring(dataset, colon), name.substring(colon + 1, tag));
        return entry(key).equals(name) ? Optional.of(key) : Optional.empty();
    }

    /** The glob pattern that all entries of a dataset match. */
    String pattern(String dataset) {
        return (prefix + dataset).replaceAll("[\\\\*?\\[\\]^-]", "\\\\$0") + ":*:{??}";
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
