package dev.quotewell.camel;

import dev.quotewell.message.Streams;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;
import org.jspecify.annotations.Nullable;

/** The component behind {@code redis-stream:name}. */
@Component("redis-stream")
public class RedisStreamComponent extends DefaultComponent {

    @Metadata(autowired = true, description = "Where the streams are.")
    private @Nullable Streams streams;

    @Metadata(autowired = true, description = "By whose clock entries become due; Redis' own.")
    private @Nullable InstantSource clock;

    @Metadata(
            defaultValue = "quotewell",
            description = "The name of this consumer in its groups; no two instances may share it.")
    private String consumerName = "quotewell";

    /** By stream, the groups of the routes that hand its partitions on. */
    private final Map<String, Set<String>> sinks = new ConcurrentHashMap<>();

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        RedisStreamEndpoint endpoint = new RedisStreamEndpoint(uri, this, remaining);
        setProperties(endpoint, parameters);
        return endpoint;
    }

    Streams streams() {
        Streams found = streams;
        if (found == null) {
            throw new IllegalStateException("redis-stream needs a bean of type " + Streams.class.getName());
        }
        return found;
    }

    /** To be called before the group begins to read. */
    void addSink(String stream, String group) {
        sinks.computeIfAbsent(stream, any -> ConcurrentHashMap.newKeySet()).add(group);
    }

    /** Which groups must have an entry of this stream before it may go. */
    Set<String> sinks(String stream) {
        return sinks.getOrDefault(stream, Set.of());
    }

    InstantSource clock() {
        InstantSource found = clock;
        return found == null ? InstantSource.system() : found;
    }

    public @Nullable InstantSource getClock() {
        return clock;
    }

    public void setClock(@Nullable InstantSource clock) {
        this.clock = clock;
    }

    public @Nullable Streams getStreams() {
        return streams;
    }

    public void setStreams(@Nullable Streams streams) {
        this.streams = streams;
    }

    public String getConsumerName() {
        return consumerName;
    }

    public void setConsumerName(String consumerName) {
        this.consumerName = consumerName;
    }
}
