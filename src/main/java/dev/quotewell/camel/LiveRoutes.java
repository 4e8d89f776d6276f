package dev.quotewell.camel;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Route;
import org.apache.camel.model.Model;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RouteTemplateDefinition;
import org.apache.camel.spi.NodeIdFactory;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.apache.camel.util.StringHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Exchanges single routes of a running Camel. What is in a route ends there by the steps it began with; who comes to a
 * {@code direct:} or {@code platform-http:} route meanwhile waits at its door; other consumers pause. For one thread.
 */
public final class LiveRoutes {

    private static final Logger log = LoggerFactory.getLogger(LiveRoutes.class);

    /** How long callers may stand at a closed door before it is opened once more for those who came. */
    private static final Duration DOOR_CLOSED = Duration.ofMillis(250);

    private static final Duration DOOR_OPEN = Duration.ofMillis(100);
    private static final int TRIES = 6;

    /** Longer than any caller waits; then whoever is still inside is left to its fate. */
    private static final Duration LAST_TRY = Duration.ofSeconds(15);

    private static final long LOOK_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

    private final ModelCamelContext camel;
    private final Doors doors;

    public LiveRoutes(CamelContext camel, Doors doors) {
        this.camel = (ModelCamelContext) camel;
        this.doors = doors;
    }

    /**
     * Adds what a text in YAML holds, and starts it.
     *
     * @param file named in errors
     * @throws Exception it cannot be built or does not start
     */
    public void add(String file, String yaml) throws Exception {
        PluginHelper.getRoutesLoader(camel).loadRoutes(ResourceHelper.fromString(file, yaml));
    }

    /**
     * Removes routes, and lets what is called {@code next} happen before anyone is let in again.
     *
     * @param ids those who call others of them come first: a caller that waits at a closed door ends nowhere
     * @throws Exception what {@code next} throws
     */
    public void replace(List<String> ids, Step next) throws Exception {
        List<Door> closed = new ArrayList<>();
        try {
            for (String id : ids) {
                Optional<Door> door = door(id);
                door.ifPresent(closed::add);
                door.ifPresent(entrance -> empty(id, entrance));
                remove(id);
            }
            next.run();
        } finally {
            closed.forEach(Door::open);
        }
    }

    /**
     * Who still calls a route where it began is to find it where it begins now.
     *
     * @param from such as {@code direct:quote}; what begins elsewhere is called by nobody here
     */
    public void move(String from, String to) {
        if (isDirect(from) && isDirect(to)) {
            doors.move(directUri(from), directUri(to));
        }
    }

    private static boolean isDirect(String place) {
        return place.startsWith("direct:");
    }

    private static String directUri(String place) {
        return place.replaceFirst("^direct:/*", "direct://");
    }

    /** Something that may fail. */
    @FunctionalInterface
    public interface Step {
        void run() throws Exception;
    }

    /** Removes a route without another in its place. */
    public void remove(String id) throws Exception {
        if (door(id).isPresent()) {
            // Whoever was inside has been waited for already.
            camel.getRouteController().stopRoute(id, 1, TimeUnit.SECONDS);
        } else {
            camel.getRouteController().stopRoute(id);
        }
        camel.removeRoute(id);
        RouteDefinition definition = model().getRouteDefinition(id);
        if (definition != null) {
            model().removeRouteDefinition(definition);
        }
    }

    /** Forgets a template; the routes that were made from it stay. */
    public void forgetTemplate(String id) throws Exception {
        RouteTemplateDefinition template = model().getRouteTemplateDefinition(id);
        if (template != null) {
            model().removeRouteTemplateDefinition(template);
        }
    }

    /**
     * Forgets what routes share; those that have it keep it until they are exchanged.
     *
     * @param id empty for what has none, and so holds for all routes
     */
    public void forgetConfiguration(String id) throws Exception {
        for (RouteConfigurationDefinition configuration : List.copyOf(model().getRouteConfigurationDefinitions())) {
            boolean meant = id.isEmpty() ? !configuration.hasCustomIdAssigned() : id.equals(configuration.getId());
            if (meant) {
                // Camel finds what it is to remove by its id, and gives one to those that have none.
                configuration.idOrCreate(camel.getCamelContextExtension().getContextPlugin(NodeIdFactory.class));
                model().removeRouteConfiguration(configuration);
            }
        }
    }

    private Model model() {
        return camel.getCamelContextExtension().getContextPlugin(Model.class);
    }

    private Optional<Door> door(String id) {
        Route route = camel.getRoute(id);
        if (route == null) {
            return Optional.empty();
        }
        Endpoint from = route.getEndpoint();
        String uri = from.getEndpointUri();
        return switch (StringHelper.before(uri, ":", uri)) {
            case "direct" -> Optional.of(doors.door(StringHelper.before(uri, "?", uri)));
            case "platform-http" -> Optional.of(doors.door(uri));
            default -> Optional.empty();
        };
    }

    /** Closes the door and waits until nobody is inside; callers must not wait for long at a time. */
    private static void empty(String id, Door door) {
        for (int i = 0; i < TRIES; i++) {
            door.close();
            if (isEmptyWithin(door, DOOR_CLOSED)) {
                return;
            }
            door.open();
            LockSupport.parkNanos(DOOR_OPEN.toNanos());
        }
        door.close();
        if (!isEmptyWithin(door, LAST_TRY)) {
            log.warn(
                    "The route {} still holds what began more than {} ago: it is exchanged all the same", id, LAST_TRY);
        }
    }

    private static boolean isEmptyWithin(Door door, Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        while (!door.isEmpty()) {
            if (System.nanoTime() - end > 0) {
                return false;
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
        return true;
    }
}
