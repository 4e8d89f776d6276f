package dev.quotewell.camel;

import dev.quotewell.market.Markets;
import dev.quotewell.message.Streams;
import java.time.InstantSource;
import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;
import org.jspecify.annotations.Nullable;

/** The component behind {@code schedule:name}. */
@Component("schedule")
public class ScheduleComponent extends DefaultComponent {

    @Metadata(autowired = true, description = "Where ticks are claimed and their messages go.")
    private @Nullable Streams streams;

    @Metadata(
            autowired = true,
            description = "Tells the moment, the same to all instances. Without it the clock of the machine does.")
    private @Nullable InstantSource clock;

    @Metadata(autowired = true, description = "The markets that onlyInSession may name.")
    private @Nullable Markets markets;

    @Metadata(
            defaultValue = "qw:schedule:",
            description = "What the names in Redis begin with under which the newest claimed ticks are kept.")
    private String keyPrefix = "qw:schedule:";

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        ScheduleEndpoint endpoint = new ScheduleEndpoint(uri, this, remaining);
        setProperties(endpoint, parameters);
        return endpoint;
    }

    Streams streams() {
        Streams found = streams;
        if (found == null) {
            throw new IllegalStateException("schedule needs a bean of type " + Streams.class.getName());
        }
        return found;
    }

    InstantSource clock() {
        InstantSource found = clock;
        return found == null ? InstantSource.system() : found;
    }

    public @Nullable Streams getStreams() {
        return streams;
    }

    public void setStreams(@Nullable Streams streams) {
        this.streams = streams;
    }

    public @Nullable InstantSource getClock() {
        return clock;
    }

    public void setClock(@Nullable InstantSource clock) {
        this.clock = clock;
    }

    public @Nullable Markets getMarkets() {
        return markets;
    }

    public void setMarkets(@Nullable Markets markets) {
        this.markets = markets;
    }

    public String getKeyPrefix() {
        return keyPrefix;
    }

    public void setKeyPrefix(String keyPrefix) {
        this.keyPrefix = keyPrefix;
    }
}
