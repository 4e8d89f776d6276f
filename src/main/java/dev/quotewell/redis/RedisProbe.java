package dev.quotewell.redis;

import dev.quotewell.cache.CacheKey;
import dev.quotewell.cache.StoreUnavailableException;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SetArgs;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Looks at a Redis as the application would use it, and tells what it found: for judging, not for use. */
public final class RedisProbe {

    private static final int PINGS = 20;
    private static final Duration PROBE_KEPT_FOR = Duration.ofSeconds(5);

    /** What the application uses: the rights of the user {@code quotewell} in {@code config/redis-users.acl}. */
    static final List<String> COMMANDS = List.of(
            "ping info time client|tracking client|setname",
            "get set mget getrange memory|usage exists del unlink expire pexpire pttl scan",
            "hget hset hdel hexists hincrby lindex lrange lset ltrim rpush zadd zcard zrem zremrangebyscore",
            "xadd xack xdel xtrim xlen xrange xrevrange xreadgroup xautoclaim xclaim xpending",
            "xgroup|create xinfo|groups xinfo|consumers publish subscribe unsubscribe eval evalsha");

    /** Asks which commands the user may not use, without using them. Redis before 7.0 cannot be asked. */
    private static final String REFUSED = """
            local refused = {}
            if not redis.acl_check_cmd then
              return refused
            end
            for command in string.gmatch(ARGV[1], '%S+') do
              local name, sub = string.match(command, '^([^|]+)|?(.*)$')
              local may
              if sub == '' then
                may = redis.acl_check_cmd(name, KEYS[1])
              else
                may = redis.acl_check_cmd(name, sub, KEYS[1])
              end
              if not may then
                refused[#refused + 1] = command
              end
            end
            return refused
            """;

    /**
     * What was found.
     *
     * @param servers of each master the fields of {@code INFO}
     * @param latency the median of {@value #PINGS} round trips
     * @param ahead by how much Redis' clock is ahead of ours; at most half a round trip wrong
     * @param refused the commands of ours that are refused to this user, with the words of Redis
     * @param administers whether this user may also read the configuration, which the application never does
     * @param cannotWrite why nothing can be stored, in the words of Redis; null when it can
     */
    public record Found(
            List<Map<String, String>> servers,
            Duration latency,
            Duration ahead,
            Map<String, String> refused,
            boolean administers,
            @Nullable String cannotWrite) {}

    private final RedisConnection redis;
    private final RedisKeys keys;

    public RedisProbe(RedisConnection redis, RedisKeys keys) {
        this.redis = redis;
        this.keys = keys;
    }

    /** @throws StoreUnavailableException it gives no answer, or does not let us ask for {@code INFO} */
    public Found look() {
        List<Map<String, String>> servers = await(redis.sendToMasters(RedisClusterAsyncCommands::info)).stream()
                .map(RedisProbe::fields)
                .toList();
        Duration latency = latency();
        return new Found(
                servers,
                latency,
                ahead(),
                refused(),
                failure(redis.sendToOne(commands -> commands.configGet("maxmemory")))
                        .isEmpty(),
                failure(write()).orElse(null));
    }

    static Map<String, String> fields(String info) {
        Map<String, String> fields = new LinkedHashMap<>();
        info.lines()
                .map(line -> line.split(":", 2))
                .filter(pair -> pair.length == 2)
                .forEach(pair -> fields.put(pair[0], pair[1].strip()));
        return fields;
    }

    private Duration latency() {
        long[] nanos = new long[PINGS];
        for (int i = 0; i < PINGS; i++) {
            long asked = System.nanoTime();
            await(redis.sendToOne(RedisClusterAsyncCommands::ping));
            nanos[i] = System.nanoTime() - asked;
        }
        Arrays.sort(nanos);
        return Duration.ofNanos(nanos[PINGS / 2]);
    }

    private Duration ahead() {
        Instant asked = Instant.now();
        List<byte[]> time = await(redis.sendToOne(RedisClusterAsyncCommands::time));
        Instant middle = asked.plus(Duration.between(asked, Instant.now()).dividedBy(2));
        long seconds = Long.parseLong(new String(time.get(0), StandardCharsets.US_ASCII));
        long micros = Long.parseLong(new String(time.get(1), StandardCharsets.US_ASCII));
        return Duration.between(middle, Instant.ofEpochSecond(seconds, micros * 1_000));
    }

    /** One harmless use of each kind of command, on a key of our own. */
    private Map<String, String> refused() {
        String key = probeKey();
        Map<String, Function<RedisClusterAsyncCommands<String, byte[]>, CompletionStage<?>>> uses =
                new LinkedHashMap<>();
        uses.put("MGET", commands -> commands.mget(key));
        uses.put("EXISTS", commands -> commands.exists(key));
        uses.put("PTTL", commands -> commands.pttl(key));
        uses.put("HGET", commands -> commands.hget(key, "field"));
        uses.put("LRANGE", commands -> commands.lrange(key, 0, 0));
        uses.put("ZCARD", commands -> commands.zcard(key));
        uses.put("XLEN", commands -> commands.xlen(key));
        uses.put("MEMORY USAGE", commands -> commands.memoryUsage(key));
        uses.put("SCAN", commands -> commands.scan(ScanArgs.Builder.matches(key).limit(1)));
        uses.put("PUBLISH", commands -> commands.publish(key, new byte[0]));
        uses.put(
                "EVAL",
                commands -> commands.eval("return redis.call('EXISTS', KEYS[1])", ScriptOutputType.INTEGER, key));
        Map<String, String> refused = new LinkedHashMap<>();
        uses.forEach((name, use) -> failure(
                        redis.send(commands -> use.apply(commands).thenApply(any -> any)))
                .filter(why -> why.contains("NOPERM"))
                .ifPresent(why -> refused.put(name, why)));
        mayNot(key).forEach(name -> refused.putIfAbsent(name, "NOPERM"));
        return refused;
    }

    /** Nothing where no script runs: then that is what is refused. */
    private List<String> mayNot(String key) {
        byte[] commands = String.join(" ", COMMANDS).getBytes(StandardCharsets.US_ASCII);
        CompletionStage<List<byte[]>> names =
                redis.send(asked -> asked.eval(REFUSED, ScriptOutputType.MULTI, new String[] {key}, commands));
        return await(names.exceptionally(failure -> List.of())).stream()
                .map(name -> new String(name, StandardCharsets.US_ASCII)
                        .replace('|', ' ')
                        .toUpperCase(Locale.ROOT))
                .toList();
    }

    private CompletionStage<Long> write() {
        String key = probeKey();
        return redis.send(
                        commands -> commands.set(key, new byte[] {'1'}, SetArgs.Builder.px(PROBE_KEPT_FOR.toMillis())))
                .thenCompose(stored -> redis.send(commands -> commands.unlink(key)));
    }

    private String probeKey() {
        return keys.entry(new CacheKey("doctor", "probe"));
    }

    private static Optional<String> failure(CompletionStage<?> answer) {
        try {
            answer.toCompletableFuture().join();
            return Optional.empty();
        } catch (CompletionException e) {
            return Optional.of(String.valueOf(Symptom.cause(e).getMessage()).replaceFirst("^Redis: ", ""));
        }
    }

    private static <T> T await(CompletionStage<T> answer) {
        try {
            return answer.toCompletableFuture().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof StoreUnavailableException unavailable ? unavailable : e;
        }
    }
}
