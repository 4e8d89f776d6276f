package dev.quotewell.redis;

import static dev.quotewell.redis.Script.bytes;

import dev.quotewell.cache.StoreUnavailableException;
import dev.quotewell.message.Commit;
import dev.quotewell.message.StreamEntry;
import dev.quotewell.message.StreamReader;
import dev.quotewell.message.Streams;
import dev.quotewell.message.StreamsUnavailableException;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SetArgs;
import io.lettuce.core.StreamMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/** Redis streams. Safe for many threads. */
public final class RedisStreams implements Streams {

    private static final Script RENEW = Script.read("renew.lua", ScriptOutputType.INTEGER);
    private static final Script RELEASE = Script.read("release.lua", ScriptOutputType.INTEGER);

    private static final Script LIMIT = Script.readWithTrim("limit.lua", ScriptOutputType.INTEGER);
    private static final int LIMIT_EVERY = 64;
    private static final Duration FAILURES_KEPT = Duration.ofDays(1);
    private static final int MOST_FAILURES = 100;
    private static final int PAGE = 500;
    private static final int PAGES_LOOKED_AT = 20;

    private final RedisConnection redis;
    private final RedisKeys keys;
    private final RedisCommits commits;

    public RedisStreams(RedisConnection redis, RedisKeys keys) {
        this.redis = redis;
        this.keys = keys;
        this.commits = new RedisCommits(redis);
    }

    @Override
    public String append(String stream, Map<String, byte[]> fields, long maxLength) {
        String id = available(() -> redis.call(commands -> commands.xadd(stream, fields)));
        // "About so many": once in a while is enough.
        if (maxLength > 0 && ThreadLocalRandom.current().nextInt(LIMIT_EVERY) == 0) {
            String[] names = {stream};
            redis.send(commands -> LIMIT.<Long>run(commands, names, bytes(maxLength)));
        }
        return id;
    }

    @Override
    public void failed(StreamEntry entry, String how) {
        String name = failures(entry.stream(), entry.id());
        redis.send(commands -> commands.rpush(name, bytes(how)));
        redis.send(commands -> commands.expire(name, FAILURES_KEPT));
    }

    @Override
    public List<String> failures(StreamEntry entry) {
        String name = failures(entry.stream(), entry.id());
        return available(() -> redis.call(commands -> commands.lrange(name, 0, MOST_FAILURES))).stream()
                .map(how -> new String(how, StandardCharsets.UTF_8))
                .toList();
    }

    private static String failures(String stream, String id) {
        return stream + ":failures:" + id;
    }

    @Override
    public CompletionStage<Boolean> commit(Commit commit) {
        return available(commits.make(commit.steps()));
    }

    @Override
    public CompletionStage<Optional<Long>> number(String key) {
        return redis.send(commands -> commands.get(key)).handle((value, failure) -> {
            if (failure != null) {
                throw new StreamsUnavailableException(String.valueOf(failure.getMessage()), failure);
            }
            return value == null
                    ? Optional.empty()
                    : Optional.of(Long.valueOf(new String(value, StandardCharsets.US_ASCII)));
        });
    }

    @Override
    public boolean holds(String stream, String field, String text) {
        byte[] wanted = bytes(text);
        Range<String> rest = Range.unbounded();
        for (int page = 0; page < PAGES_LOOKED_AT; page++) {
            Range<String> range = rest;
            List<StreamMessage<String, byte[]>> entries =
                    available(() -> redis.call(commands -> commands.xrange(stream, range, Limit.from(PAGE))));
            for (StreamMessage<String, byte[]> entry : entries) {
                byte[] found = entry.getBody().get(field);
                if (found != null && Arrays.equals(found, wanted)) {
                    return true;
                }
            }
            if (entries.size() < PAGE) {
                return false;
            }
            String last = entries.get(entries.size() - 1).getId();
            rest = Range.from(Range.Boundary.excluding(last), Range.Boundary.unbounded());
        }
        return true;
    }

    @Override
    public StreamReader reader(String stream, String group, String consumer) {
        return new RedisStreamReader(redis, stream, group, consumer);
    }

    @Override
    public boolean own(String stream, String owner, Duration lease) {
        String name = stream + ":reader";
        SetArgs ifFree = SetArgs.Builder.nx().px(lease.toMillis());
        return available(() -> redis.call(commands -> commands.set(name, bytes(owner), ifFree)) != null
                || redis.call(commands ->
                                RENEW.<Long>run(commands, new String[] {name}, bytes(owner), bytes(lease.toMillis())))
                        == 1);
    }

    @Override
    public void disown(String stream, String owner) {
        // The script takes two keys, which must lie in one slot of a Cluster; nobody waits for the first to change.
        String name = stream + ":reader";
        String[] names = {name, name};
        available(() ->
                redis.call(commands -> RELEASE.<Long>run(commands, names, bytes(owner), bytes(keys.wakeChannel()))));
    }

    @Override
    public List<String> partitions(String stream) {
        return RedisKeys.partitions(stream);
    }

    static <T> CompletionStage<T> available(CompletionStage<T> command) {
        return command.handle((answer, failure) -> {
            if (failure != null) {
                throw new StreamsUnavailableException(String.valueOf(failure.getMessage()), failure);
            }
            return answer;
        });
    }

    static <T> T available(Supplier<T> command) {
        try {
            return command.get();
        } catch (StoreUnavailableException e) {
            throw new StreamsUnavailableException(String.valueOf(e.getMessage()), e);
        }
    }
}
