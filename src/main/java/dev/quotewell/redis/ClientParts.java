package dev.quotewell.redis;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.event.connection.ReconnectFailedEvent;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import io.netty.handler.flush.FlushConsolidationHandler;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** What Lettuce's clients share: threads, the pace of reconnecting, and whom they tell that it fails. */
final class ClientParts {

    /** Lettuce's own limit is 30 s: too long to go on without a Redis that is back. */
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    private static final int MOST_COMMANDS_A_FLUSH = 256;

    private static final Duration END = Duration.ofSeconds(2);

    private final Guard guard;
    private final ClientResources resources;

    ClientParts(Guard guard) {
        this.guard = guard;
        // Jitter, so that many instances do not come back at the same moment.
        this.resources = ClientResources.builder()
                .nettyCustomizer(new NettyCustomizer() {
                    @Override
                    public void afterChannelInitialized(Channel channel) {
                        // Commands of many requests that are sent at the same time leave by one system call.
                        channel.pipeline().addFirst(new FlushConsolidationHandler(MOST_COMMANDS_A_FLUSH, true));
                    }
                })
                .reconnectDelay(Delay.equalJitter(Duration.ZERO, LONGEST_PAUSE, 10, TimeUnit.MILLISECONDS))
                .build();
        resources
                .eventBus()
                .get()
                .ofType(ReconnectFailedEvent.class)
                .subscribe(failed -> cannotConnect(failed.getCause()));
    }

    ClientResources resources() {
        return resources;
    }

    void cannotConnect(Throwable failure) {
        guard.cannotReconnect(failure);
    }

    void connected() {
        guard.connected();
    }

    void close(AbstractRedisClient... clients) {
        for (AbstractRedisClient client : clients) {
            client.shutdown(Duration.ZERO, END);
        }
        resources.shutdown(0, END.toMillis(), TimeUnit.MILLISECONDS).awaitUninterruptibly(END.toMillis());
    }
}
