package dev.quotewell.redis;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.TrackingArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.push.PushMessage;
import io.lettuce.core.codec.StringCodec;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** One master's connection for {@link Invalidations}, from its making to its first fault. Safe for many threads. */
final class Tracking {

    private static final String INVALIDATE = "invalidate";

    private final Invalidations owner;
    private final String master;
    private final AtomicBoolean pinging = new AtomicBoolean();
    private @Nullable StatefulRedisConnection<String, String> connection;
    private boolean tracked;
    private boolean ended;

    Tracking(Invalidations owner, String master) {
        this.owner = owner;
        this.master = master;
    }

    String master() {
        return master;
    }

    synchronized boolean isTracked() {
        return tracked;
    }

    void begin(CompletionStage<StatefulRedisConnection<String, String>> connecting, List<String> prefixes) {
        connecting.whenComplete((made, failure) -> {
            if (failure != null) {
                owner.lost(this);
            } else if (take(made)) {
                track(made, prefixes);
            }
        });
    }

    private synchronized boolean take(StatefulRedisConnection<String, String> made) {
        if (ended) {
            made.closeAsync();
            return false;
        }
        connection = made;
        return true;
    }

    private void track(StatefulRedisConnection<String, String> made, List<String> prefixes) {
        made.addListener(this::heard);
        made.addListener(new RedisConnectionStateListener() {
            @Override
            public void onRedisDisconnected(RedisChannelHandler<?, ?> handler) {
                owner.lost(Tracking.this);
            }
        });
        TrackingArgs broadcast = TrackingArgs.Builder.enabled().bcast().prefixes(prefixes.toArray(String[]::new));
        made.async().clientTracking(broadcast).whenComplete((ok, failure) -> {
            if (failure != null) {
                owner.refused(this, failure);
                return;
            }
            synchronized (this) {
                tracked = true;
            }
            owner.began(this);
        });
    }

    private void heard(PushMessage message) {
        if (message.getType().equals(INVALIDATE)) {
            owner.heard(
                    (List<?>) message.getContent(StringCodec.UTF8::decodeKey).get(1));
        }
    }

    /** Notices a connection that is dead, though nobody closed it. */
    void ping() {
        StatefulRedisConnection<String, String> open = open();
        if (open == null || !pinging.compareAndSet(false, true)) {
            return;
        }
        open.async().ping().whenComplete((pong, failure) -> {
            pinging.set(false);
            if (failure != null) {
                owner.lost(this);
            }
        });
    }

    private synchronized @Nullable StatefulRedisConnection<String, String> open() {
        return connection;
    }

    synchronized void end() {
        ended = true;
        tracked = false;
        if (connection != null) {
            connection.closeAsync();
            connection = null;
        }
    }
}
