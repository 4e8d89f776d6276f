package dev.quotewell.camel;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Producer;
import org.apache.camel.component.direct.DirectComponent;
import org.apache.camel.component.direct.DirectConsumer;
import org.apache.camel.component.direct.DirectConsumerNotAvailableException;
import org.apache.camel.component.direct.DirectEndpoint;
import org.apache.camel.support.DefaultAsyncProducer;
import org.apache.camel.util.StringHelper;
import org.jspecify.annotations.Nullable;

/**
 * Camel's {@code direct:}, whose routes can be exchanged while callers come: they wait at the route's {@link Door}
 * without a thread. A call of a name where no route begins fails at once; the option {@code block} does nothing.
 */
public final class DirectBehindDoors extends DirectComponent {

    private final Doors doors;
    private final Executor goingOn;
    private final Map<String, DirectConsumer> consumers = new ConcurrentHashMap<>();

    /** @param goingOn runs what had to wait, where the exchange names no executor of its own */
    public DirectBehindDoors(Doors doors, Executor goingOn) {
        this.doors = doors;
        this.goingOn = goingOn;
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        DirectEndpoint endpoint = new EndpointBehindDoor(uri, this);
        endpoint.setBlock(isBlock());
        endpoint.setTimeout(getTimeout());
        setProperties(endpoint, parameters);
        return endpoint;
    }

    @Override
    public void addConsumer(String key, DirectConsumer consumer) {
        super.addConsumer(key, consumer);
        consumers.put(key, consumer);
    }

    @Override
    public void removeConsumer(String key, DirectConsumer consumer) {
        consumers.remove(key, consumer);
        super.removeConsumer(key, consumer);
    }

    private static final class EndpointBehindDoor extends DirectEndpoint {

        private final DirectBehindDoors component;
        private final String key;

        EndpointBehindDoor(String uri, DirectBehindDoors component) {
            super(uri, component);
            this.component = component;
            this.key = StringHelper.before(uri, "?", uri);
        }

        @Override
        public Producer createProducer() {
            return new Caller(this);
        }
    }

    private static final class Caller extends DefaultAsyncProducer {

        private final EndpointBehindDoor endpoint;
        private final DirectBehindDoors component;
        private final Door door;

        Caller(EndpointBehindDoor endpoint) {
            super(endpoint);
            this.endpoint = endpoint;
            this.component = endpoint.component;
            this.door = component.doors.door(endpoint.key);
        }

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            return call(endpoint.key, door, exchange, callback);
        }

        private boolean call(String place, Door entrance, Exchange exchange, AsyncCallback callback) {
            if (!entrance.enter(() -> comeAgain(exchange, callback))) {
                return false;
            }
            @Nullable DirectConsumer consumer = component.consumers.get(place);
            if (consumer != null) {
                return consumer.getAsyncProcessor().process(exchange, doneSync -> {
                    entrance.leave();
                    callback.done(doneSync);
                });
            }
            entrance.leave();
            String now = component.doors.movedTo(place);
            if (now != null) {
                return call(now, component.doors.door(now), exchange, callback);
            }
            if (endpoint.isFailIfNoConsumers()) {
                exchange.setException(new DirectConsumerNotAvailableException(
                        "No consumers available on endpoint: " + endpoint, exchange));
            }
            callback.done(true);
            return true;
        }

        private void comeAgain(Exchange exchange, AsyncCallback callback) {
            Executor own = exchange.getProperty(CacheAsideConstants.RESUME_ON, Executor.class);
            (own == null ? component.goingOn : own).execute(() -> process(exchange, doneSync -> callback.done(false)));
        }
    }
}
