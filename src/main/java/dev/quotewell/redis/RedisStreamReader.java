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
import io.lettuce.core.XGroupCreateArgs;
import io.lettuce.core.XPendingArgs;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import io.lettuce.core.models.stream.PendingMessage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One consumer of a consumer group. Its connection is opened at the first read, and again after Redis was away. */
final class RedisStreamReader implements StreamReader {

    /** A read never blocks longer, so that a lost server is noticed. */
    static final Duration LONGEST_BLOCK = Duration.ofSeconds(5);

    /** More than one consumer ever has pending. */
    private static final long MOST_PENDING = 10_000;

    private static final Script DONE = Script.read("done.lua", ScriptOutputType.INTEGER);

    private final RedisConnection redis;
    private final String stream;
    private final Consumer<String> consumer;
    private @Nullable OwnConnection connection;

    RedisStreamReader(RedisConnection redis, String stream, String group, String consumer) {
        this.redis = redis;
        this.stream = stream;
        this.consumer = Consumer.from(group, consumer);
    }

    @Override
    @SuppressWarnings("unchecked") // Lettuce takes the offsets as a generic array; we hand in one.
    public List<StreamEntry> next(int count, Duration block) {
        XReadArgs args = XReadArgs.Builder.count(count);
        if (!block.isZero()) {
            args.block(block.compareTo(LONGEST_BLOCK) < 0 ? block : LONGEST_BLOCK);
        }
        XReadArgs.StreamOffset<String> onlyNew = XReadArgs.StreamOffset.lastConsumed(stream);
        return read(commands -> commands.xreadgroup(consumer, args, onlyNew)).stream()
                .map(message -> entry(message, 1))
                .toList();
    }

    @Override
    public List<StreamEntry> claim(Duration idle, int count) {
        List<StreamMessage<String, byte[]>> claimed = read(commands -> commands.xautoclaim(
                        stream,
                        XAutoClaimArgs.Builder.xautoclaim(consumer, idle, "0").count(count))
                .getMessages());
        if (claimed.isEmpty()) {
            return List.of();
        }
        Range<String> all = Range.create(
                claimed.get(0).getId(), claimed.get(claimed.size() - 1).getId());
        Map<String, Long> deliveries = read(commands -> commands.xpending(
                        stream, XPendingArgs.Builder.xpending(consumer, all, Limit.from(MOST_PENDING))))
                .stream()
                .collect(Collectors.toMap(PendingMessage::getId, PendingMessage::getRedeliveryCount));
        return claimed.stream()
                .map(message -> entry(message, deliveries.getOrDefault(message.getId(), 1L)))
                .toList();
    }

    @Override
    public void done(StreamEntry entry) {
        available(() -> redis.call(commands ->
                DONE.<Long>run(commands, new String[] {stream}, bytes(consumer.getGroup()), bytes(entry.id()))));
    }

    private static StreamEntry entry(StreamMessage<String, byte[]> message, long deliveries) {
        Map<String, byte[]> fields = message.getBody() == null ? Map.of() : message.getBody();
        return new StreamEntry(message.getStream(), message.getId(), fields, deliveries);
    }

    private <T> T read(Function<RedisClusterCommands<String, byte[]>, T> command) {
        try {
            OwnConnection open = connection;
            if (open == null) {
                open = redis.dedicated();
                connection = open;
                createGroup(open.commands());
            }
            return command.apply(open.commands());
        } catch (RedisException e) {
            // A group can be gone too (a Redis that lost its data): the next read makes it again.
            close();
            throw new StreamsUnavailableException("Redis: " + e.getMessage(), e);
        }
    }

    private void createGroup(RedisClusterCommands<String, byte[]> commands) {
        try {
            commands.xgroupCreate(
                    XReadArgs.StreamOffset.from(stream, "0"), consumer.getGroup(), XGroupCreateArgs.Builder.mkstream());
        } catch (RedisBusyException alreadyThere) {
            // What we want.
        }
    }

    @Override
    public void close() {
        OwnConnection open = connection;
        connection = null;
        if (open != null) {
            open.close();
        }
    }
}
