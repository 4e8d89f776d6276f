package dev.quotewell.redis;

import static dev.quotewell.redis.RedisStreams.available;
import static dev.quotewell.redis.Script.bytes;

import dev.quotewell.message.KeptEntry;
import dev.quotewell.message.StreamEntry;
import dev.quotewell.message.StreamState;
import dev.quotewell.message.StreamsView;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.models.stream.PendingMessages;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Looks at Redis streams, step by step: no step reads more than {@value #PAGE} entries. Each partition is asked for by
 * its own key, so a Cluster is no other case. Safe for many threads.
 */
public final class RedisStreamsView implements StreamsView {

    /** Few, as an entry may be large: Redis serves nobody else while it reads them. */
    static final int PAGE = 50;

    /** How many undelivered entries are counted where Redis does not tell (before 7.0, and after deletions). */
    static final int MOST_COUNTED = 5000;

    private static final Script PEEK = Script.read("peek.lua", ScriptOutputType.MULTI);
    private static final Script COUNT = Script.read("count.lua", ScriptOutputType.MULTI);

    private final RedisConnection redis;
    private final InstantSource clock;

    /** @param clock Redis' */
    public RedisStreamsView(RedisConnection redis, InstantSource clock) {
        this.redis = redis;
        this.clock = clock;
    }

    private <T> T call(Function<RedisClusterAsyncCommands<String, byte[]>, CompletionStage<T>> command) {
        return available(() -> redis.call(command));
    }

    @Override
    public StreamState lookAtPartitions(String stream) {
        List<StreamState> partitions =
                RedisKeys.partitions(stream).stream().map(this::look).toList();
        return StreamState.together(stream, partitions);
    }

    @Override
    public StreamState look(String stream) {
        if (call(commands -> commands.exists(stream)) == 0) {
            return new StreamState(stream, 0, List.of());
        }
        long length = call(commands -> commands.xlen(stream));
        List<StreamState.Group> groups = call(commands -> commands.xinfoGroups(stream)).stream()
                .map(fields -> group(stream, length, map(fields)))
                .sorted(Comparator.comparing(StreamState.Group::name))
                .toList();
        return new StreamState(stream, length, groups);
    }

    private StreamState.Group group(String stream, long length, Map<String, Object> fields) {
        String name = text(fields.get("name"));
        long pending = number(fields.get("pending"));
        String delivered = text(fields.get("last-delivered-id"));
        Lag lag = lag(stream, length, delivered, fields.get("lag"));
        List<StreamState.Member> members = call(commands -> commands.xinfoConsumers(stream, name)).stream()
                .map(RedisStreamsView::map)
                .map(member -> new StreamState.Member(
                        text(member.get("name")),
                        number(member.get("pending")),
                        Duration.ofMillis(number(member.get("idle")))))
                .sorted(Comparator.comparing(StreamState.Member::name))
                .toList();
        String oldest = pending > 0 ? firstPending(stream, name) : null;
        if (oldest == null && lag.entries() > 0) {
            oldest = after(stream, delivered, 1, 0).stream()
                    .map(KeptEntry::id)
                    .findFirst()
                    .orElse(null);
        }
        return new StreamState.Group(name, lag.entries(), lag.atLeast(), pending, age(oldest), members);
    }

    private record Lag(long entries, boolean atLeast) {}

    private Lag lag(String stream, long length, String delivered, @Nullable Object told) {
        if (told instanceof Long lag) {
            return new Lag(lag, false);
        }
        if (delivered.equals(BEGINNING) || length == 0) {
            return new Lag(length, false);
        }
        long counted = 0;
        String last = delivered;
        while (counted < MOST_COUNTED) {
            String from = last;
            List<Object> page = call(commands ->
                    COUNT.<List<Object>>run(commands, new String[] {stream}, bytes(from), bytes((long) PAGE)));
            counted += number(page.get(0));
            last = text(page.get(1));
            if (number(page.get(0)) < PAGE) {
                return new Lag(counted, false);
            }
        }
        return new Lag(counted, counted < length);
    }

    private @Nullable String firstPending(String stream, String group) {
        PendingMessages pending = call(commands -> commands.xpending(stream, group));
        return pending.getMessageIds().getLower().getValue();
    }

    private @Nullable Duration age(@Nullable String id) {
        if (id == null) {
            return null;
        }
        Duration age = Duration.between(new KeptEntry(id, Map.of(), 0).added(), clock.instant());
        return age.isNegative() ? Duration.ZERO : age;
    }

    @Override
    public List<KeptEntry> after(String stream, String id, int count, int mostBytes) {
        List<KeptEntry> found = new ArrayList<>();
        String last = id;
        while (found.size() < count) {
            int page = Math.min(PAGE, count - found.size());
            String from = last;
            List<Object> entries = call(commands -> PEEK.<List<Object>>run(
                    commands, new String[] {stream}, bytes(from), bytes((long) page), bytes((long) mostBytes)));
            entries.forEach(entry -> found.add(kept((List<?>) entry)));
            if (entries.size() < page) {
                break;
            }
            last = found.get(found.size() - 1).id();
        }
        return found;
    }

    private static KeptEntry kept(List<?> entry) {
        Map<String, byte[]> fields = new HashMap<>();
        List<?> list = (List<?>) entry.get(2);
        for (int i = 0; i + 1 < list.size(); i += 2) {
            fields.put(text(list.get(i)), (byte[]) list.get(i + 1));
        }
        return new KeptEntry(text(entry.get(0)), fields, number(entry.get(1)));
    }

    @Override
    public Optional<KeptEntry> find(String stream, String id) {
        List<StreamMessage<String, byte[]>> found =
                call(commands -> commands.xrange(stream, Range.create(id, id), Limit.from(1)));
        return found.stream().findFirst().map(message -> {
            byte[] body = message.getBody().get(StreamEntry.BODY);
            return new KeptEntry(message.getId(), message.getBody(), body == null ? 0 : body.length);
        });
    }

    @Override
    public String newest(String stream) {
        List<StreamMessage<String, byte[]>> found =
                call(commands -> commands.xrevrange(stream, Range.unbounded(), Limit.from(1)));
        return found.stream().map(StreamMessage::getId).findFirst().orElse(BEGINNING);
    }

    /** Redis writes names and values in turn. */
    private static Map<String, Object> map(Object answer) {
        List<?> list = (List<?>) answer;
        Map<String, Object> map = new HashMap<>();
        for (int i = 0; i + 1 < list.size(); i += 2) {
            Object value = list.get(i + 1);
            if (value != null) {
                map.put(text(list.get(i)), value);
            }
        }
        return map;
    }

    private static String text(@Nullable Object value) {
        return value instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : String.valueOf(value);
    }

    private static long number(@Nullable Object value) {
        return value instanceof Long number ? number : Long.parseLong(text(value));
    }
}
