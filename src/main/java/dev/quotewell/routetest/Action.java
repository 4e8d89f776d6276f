package dev.quotewell.routetest;

import dev.quotewell.json.Payload;
import java.util.Map;

/** What sets something going. */
public sealed interface Action {

    /** An HTTP request of the API; {@code path} with its query. */
    record Http(String method, String path, Map<String, String> headers, Payload body) implements Action {
        public Http {
            headers = Map.copyOf(headers);
        }
    }

    /** A message in the stream of requests. */
    record Message(Payload body) implements Action {}

    /** A schedule looks at the clock. */
    record Tick(String schedule) implements Action {}

    /** Nothing but time. */
    record Wait() implements Action {}
}
