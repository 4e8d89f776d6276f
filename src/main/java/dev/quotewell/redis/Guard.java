package dev.quotewell.redis;

import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.CompleteableCommand;
import io.lettuce.core.protocol.RedisCommand;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps commands from servers that are away, with one {@link Breaker} a server, and tells the operator once when one
 * goes and once when it is back. Only a {@code PING} always passes: it is the probe. Safe for many threads.
 */
final class Guard {

    private static final Logger log = LoggerFactory.getLogger(Guard.class);

    static final Duration PROBE_EVERY = Duration.ofMillis(500);

    private static final int MOST_CUT_OFF = 3;

    private final Map<String, Breaker> breakers = new ConcurrentHashMap<>();
    private final LongSupplier nanoTime;

    /** Why the last attempt to reconnect failed; null when none did since Redis answered. */
    private volatile @Nullable String disconnected;

    private final AtomicInteger cutOff = new AtomicInteger();

    Guard(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    boolean refuses(String server) {
        Breaker breaker = breakers.get(server);
        return breaker != null && breaker.isOpen();
    }

    /** Sends a command to its server, unless that is away. */
    <K, V, T> RedisCommand<K, V, T> pass(
            String server, RedisCommand<K, V, T> command, UnaryOperator<RedisCommand<K, V, T>> send) {
        if (command.getType() == CommandType.PING) {
            return send.apply(command);
        }
        Breaker breaker = breakers.computeIfAbsent(server, name -> new Breaker(PROBE_EVERY));
        if (breaker.isOpen()) {
            command.completeExceptionally(new NotAskedException(server));
            return command;
        }
        if (command instanceof CompleteableCommand<?> watched) {
            watched.onComplete((answer, failure) -> ended(server, breaker, failure));
        }
        return send.apply(command);
    }

    private void ended(String server, Breaker breaker, @Nullable Throwable failure) {
        if (failure == null || Symptom.of(failure) != Symptom.AWAY) {
            if (!(failure instanceof CancellationException)) {
                breaker.answered();
            }
            return;
        }
        boolean rejected = isRejected(failure);
        String why = disconnected;
        if (rejected && why == null) {
            // A connection that was lost this moment: as a rule it is back before anybody could be told.
            return;
        }
        if (breaker.failed(nanoTime.getAsLong())) {
            log.warn(
                    "{} gives no answer ({}): going on without it until it does",
                    server,
                    rejected ? why : Symptom.reason(failure));
        }
    }

    /** Lettuce has no connection, and says so at once. */
    private static boolean isRejected(Throwable failure) {
        String message = Symptom.cause(failure).getMessage();
        return message != null && message.startsWith("Currently not connected");
    }

    void cannotReconnect(Throwable failure) {
        if (!isCutOff(failure)) {
            cutOff.set(0);
            disconnected = Symptom.reason(failure);
        } else if (cutOff.incrementAndGet() >= MOST_CUT_OFF) {
            disconnected = "it ends each connection at once";
        }
    }

    /** The connection had ended before Lettuce could look why, as a refused password does; another attempt may tell. */
    private static boolean isCutOff(Throwable failure) {
        return Symptom.reason(failure).endsWith("not registered");
    }

    void connected() {
        cutOff.set(0);
        disconnected = null;
    }

    /** Which of the servers are to be probed now; {@link #probed} must follow for each. */
    List<String> due(Set<String> servers) {
        long now = nanoTime.getAsLong();
        forgetAllBut(servers);
        return breakers.entrySet().stream()
                .filter(server -> server.getValue().tryProbe(now))
                .map(Map.Entry::getKey)
                .toList();
    }

    boolean isCalm() {
        return breakers.values().stream().noneMatch(Breaker::isOpen);
    }

    void probed(String server, boolean well) {
        Breaker breaker = breakers.get(server);
        if (breaker != null && breaker.probed(well)) {
            log.info("{} answers again", server);
        }
    }

    private void forgetAllBut(Set<String> servers) {
        breakers.forEach((server, breaker) -> {
            if (!servers.contains(server) && breakers.remove(server, breaker) && breaker.isOpen()) {
                log.info("{} is no longer needed: its part of the cluster is served by another", server);
            }
        });
    }
}
