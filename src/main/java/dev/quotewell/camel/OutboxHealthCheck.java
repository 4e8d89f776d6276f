package dev.quotewell.camel;

import dev.quotewell.message.OutboxPressure.Level;
import dev.quotewell.message.OutboxWatch;
import java.util.Locale;
import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/**
 * Down while too many events wait for a sink. Only {@code /observe/health} tells it: an instance whose sink is away must
 * be neither restarted nor left without callers.
 */
public final class OutboxHealthCheck extends AbstractHealthCheck {

    private final OutboxWatch watch;

    public OutboxHealthCheck(OutboxWatch watch) {
        super("quotewell", "outbox");
        this.watch = watch;
    }

    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    public boolean isReadiness() {
        return false;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        Level level = watch.pressure().level();
        builder.detail("pressure", level.name().toLowerCase(Locale.ROOT));
        if (level == Level.CALM) {
            builder.up();
        } else {
            builder.message(watch.story()).down();
        }
    }
}
