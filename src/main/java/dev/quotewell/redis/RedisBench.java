package dev.quotewell.redis;

import static dev.quotewell.redis.Script.bytes;

import dev.quotewell.cache.CacheKey;
import dev.quotewell.cache.Entry;
import dev.quotewell.message.StreamEntry;
import io.lettuce.core.Range;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.StreamMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A Redis that belongs to a run of tests alone: emptied, looked at, and told that time has passed. Never to be pointed at
 * a Redis that anybody else uses: it removes whatever is there. Safe for many threads.
 */
public final class RedisBench {

    private static final Script CLEAR = Script.read("bench-clear.lua", ScriptOutputType.INTEGER);
    private static final Script PASS = Script.read("bench-pass.lua", ScriptOutputType.INTEGER);
    private static final Script QUIET = Script.read("bench-quiet.lua", ScriptOutputType.INTEGER);
    private static final String[] NO_KEYS = {};

    /**
     * An entry, and for how long Redis keeps it.
     *
     * @param keptFor by Redis' own count, which goes on while a test runs
     */
    public record Kept(Entry entry, Duration keptFor) {}

    private final RedisConnection redis;
    private final RedisKeys keys;

    /** @param redis the connection of the application under test, so that what is asked comes after what it has sent */
    public RedisBench(RedisConnection redis, RedisKeys keys) {
        this.redis = redis;
        this.keys = keys;
    }

    /** Removes everything but the streams, which become empty. */
    public void clear() {
        redis.call(commands -> CLEAR.<Long>run(commands, NO_KEYS, bytes(keys.prefix())));
    }

    /** Whatever expires does so by this much earlier. */
    public void pass(Duration time) {
        redis.call(commands -> PASS.<Long>run(commands, NO_KEYS, bytes(time.toMillis()), bytes(keys.prefix())));
    }

    /**
     * Whether all that was added to these streams is worked off.
     *
     * @param partitioned one of them, in partitions
     * @return 1 it is; 0 it is not; -1 it is, but one of the streams is not read by anybody
     */
    public int quiet(Set<String> streams, String partitioned) {
        List<String> all = new ArrayList<>(streams);
        all.addAll(RedisKeys.partitions(partitioned));
        return redis.call(commands -> QUIET.<Long>run(commands, all.toArray(String[]::new)))
                .intValue();
    }

    /** All entries of these datasets. */
    public Map<CacheKey, Kept> entries(Set<String> datasets) {
        Map<CacheKey, Kept> entries = new TreeMap<>(java.util.Comparator.comparing(CacheKey::toString));
        for (String dataset : datasets) {
            for (String name : redis.call(commands -> commands.keys(keys.pattern(dataset, "*")))) {
                byte[] found = redis.call(commands -> commands.get(name));
                long left = redis.call(commands -> commands.pttl(name));
                if (found != null && left > 0) {
                    keys.findEntry(name)
                            .ifPresent(key -> EntryCodec.decode(found)
                                    .ifPresent(entry -> entries.put(key, new Kept(entry, Duration.ofMillis(left)))));
                }
            }
        }
        return entries;
    }

    /** The fields of each entry, oldest first. */
    public List<Map<String, byte[]>> read(String stream) {
        List<StreamMessage<String, byte[]>> all = redis.call(commands -> commands.xrange(stream, Range.unbounded()));
        return all.stream().map(StreamMessage::getBody).toList();
    }

    public void append(String stream, byte[] body) {
        redis.call(commands -> commands.xadd(stream, Map.of(StreamEntry.BODY, body)));
    }
}
