package dev.quotewell.redis;

import static dev.quotewell.redis.RedisStreams.available;
import static dev.quotewell.redis.Script.bytes;

import dev.quotewell.message.StreamEntry;
import dev.quotewell.message.StreamReader;
import dev.quotewell.message.StreamsUnavailableException;
import io.lettuce.core.Consumer;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.RedisBusyException;
import io.lettuce.core.RedisException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XAutoClaimArgs;
import io.lettuce.core.XClaimArgs;
import io.lettuce.core.XGroupCreateArgs;
import io.lettuce.core.XPendingArgs;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.XReadArgs.StreamOffset;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.models.stream.ClaimedMessages;
import io.lettuce.core.models.stream.PendingMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One consumer of a consumer group. A read that waits has a connection of its own, opened at the first one, and again
 * after Redis was away.
 */
final class RedisStreamReader implements StreamReader {

    /** A read never blocks longer, so that a lost server is noticed. */
    static final Duration LONGEST_BLOCK = Duration.ofSeconds(5);

    /** More than one consumer ever has pending. */
    private static final long MOST_PENDING = 10_000;

    private static final Duration LONG_AGO = Duration.ofDays(1);

    private static final Script DONE = Script.readWithTrim("done.lua", ScriptOutputType.INTEGER);

    private final RedisConnection redis;
    private final String stream;
    private final Consumer<String> consumer;
    private @Nullable OwnConnection connection;
    private volatile boolean grouped;

    RedisStreamReader(RedisConnection redis, String stream, String group, String consumer) {
        this.redis = redis;
        this.stream = stream;
        this.consumer = Consumer.from(group, consumer);
    }

    @Override
    public List<StreamEntry> next(int count, Duration block) {
        createGroup();
        List<StreamMessage<String, byte[]>> found = block.isZero()
                ? call(commands -> commands.xreadgroup(consumer, XReadArgs.Builder.count(count), onlyNew()))
                : waitForNext(count, block);
        return found.stream().map(message -> entry(message, 1)).toList();
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // Lettuce takes the offsets as a generic array; we hand in one.
    private StreamOffset<String>[] onlyNew() {
        return new StreamOffset[] {StreamOffset.lastConsumed(stream)};
    }

    private List<StreamMessage<String, byte[]>> waitForNext(int count, Duration block) {
        XReadArgs args =
                XReadArgs.Builder.count(count).block(block.compareTo(LONGEST_BLOCK) < 0 ? block : LONGEST_BLOCK);
        try {
            OwnConnection open = connection;
            if (open == null) {
                open = redis.dedicated();
                connection = open;
            }
            return open.commands().xreadgroup(consumer, args, onlyNew());
        } catch (RedisException e) {
            close();
            throw new StreamsUnavailableException("Redis: " + e.getMessage(), e);
        }
    }

    @Override
    public List<StreamEntry> claim(Duration idle, int count) {
        createGroup();
        XAutoClaimArgs<String> args =
                XAutoClaimArgs.Builder.xautoclaim(consumer, idle, "0").count(count);
        ClaimedMessages<String, byte[]> found = call(commands -> commands.xautoclaim(stream, args));
        List<StreamMessage<String, byte[]>> claimed = found.getMessages();
        if (claimed.isEmpty()) {
            return List.of();
        }
        Range<String> all = Range.create(
                claimed.get(0).getId(), claimed.get(claimed.size() - 1).getId());
        Map<String, Long> deliveries = call(commands -> commands.xpending(
                        stream, XPendingArgs.Builder.xpending(consumer, all, Limit.from(MOST_PENDING))))
                .stream()
                .collect(Collectors.toMap(PendingMessage::getId, PendingMessage::getRedeliveryCount));
        return claimed.stream()
                .map(message -> entry(message, deliveries.getOrDefault(message.getId(), 1L)))
                .toList();
    }

    @Override
    public void done(List<StreamEntry> entries, Set<String> groups) {
        List<byte[]> arguments = new ArrayList<>(entries.size() + groups.size() + 2);
        arguments.add(bytes(consumer.getGroup()));
        arguments.add(bytes(entries.size()));
        entries.forEach(entry -> arguments.add(bytes(entry.id())));
        groups.forEach(group -> arguments.add(bytes(group)));
        String[] names = {stream};
        available(() -> redis.call(commands -> DONE.<Long>run(commands, names, arguments.toArray(byte[][]::new))));
    }

    @Override
    public void keep(List<StreamEntry> entries) {
        setIdle(entries, Duration.ZERO);
    }

    @Override
    public void handBack(List<StreamEntry> entries) {
        setIdle(entries, LONG_AGO);
    }

    /** Not counted as a delivery. An entry that is no longer pending stays so. */
    private void setIdle(List<StreamEntry> entries, Duration idle) {
        XClaimArgs args = XClaimArgs.Builder.justid().minIdleTime(0).idle(idle);
        String[] ids = entries.stream().map(StreamEntry::id).toArray(String[]::new);
        if (ids.length > 0) {
            call(commands -> commands.xclaim(stream, consumer, args, ids));
        }
    }

    private static StreamEntry entry(StreamMessage<String, byte[]> message, long deliveries) {
        Map<String, byte[]> fields = message.getBody() == null ? Map.of() : message.getBody();
        return new StreamEntry(message.getStream(), message.getId(), fields, deliveries);
    }

    private <T> T call(Function<RedisClusterAsyncCommands<String, byte[]>, CompletionStage<T>> command) {
        try {
            return available(() -> redis.call(command));
        } catch (StreamsUnavailableException e) {
            // The group can be gone too (a Redis that lost its data): the next read makes it again.
            grouped = false;
            throw e;
        }
    }

    private void createGroup() {
        if (grouped) {
            return;
        }
        try {
            available(() -> redis.call(commands -> commands.xgroupCreate(
                    StreamOffset.from(stream, "0"), consumer.getGroup(), XGroupCreateArgs.Builder.mkstream())));
        } catch (StreamsUnavailableException e) {
            if (!isBusy(e)) {
                throw e;
            }
        }
        grouped = true;
    }

    /** The group is there: what we want. */
    private static boolean isBusy(StreamsUnavailableException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RedisBusyException) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() {
        OwnConnection open = connection;
        connection = null;
        grouped = false;
        if (open != null) {
            open.close();
        }
    }
}
