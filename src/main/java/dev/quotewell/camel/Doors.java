package dev.quotewell.camel;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The doors of routes, by the URI of the endpoint that a route begins at. Safe for many threads. */
public final class Doors {

    private final Map<String, Door> doors = new ConcurrentHashMap<>();
    private final Map<String, String> moved = new ConcurrentHashMap<>();

    Door door(String endpointUri) {
        return doors.computeIfAbsent(endpointUri, uri -> new Door());
    }

    /** Who still calls a route where it began, such as a load that had to wait for its turn, is to find it. */
    void move(String from, String to) {
        moved.remove(to);
        moved.put(from, to);
    }

    /** Where the route begins now that once began there; null for none. */
    @Nullable
    String movedTo(String endpointUri) {
        return moved.get(endpointUri);
    }
}
