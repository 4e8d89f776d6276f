package dev.quotewell.camel;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The doors of routes, by the URI of the endpoint that a route begins at. Safe for many threads. */
public final class Doors {

    private final Map<String, Door> doors = new ConcurrentHashMap<>();

    Door door(String endpointUri) {
        return doors.computeIfAbsent(endpointUri, uri -> new Door());
    }
}
