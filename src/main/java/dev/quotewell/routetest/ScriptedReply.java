package dev.quotewell.routetest;

import dev.quotewell.json.Payload;
import java.time.Duration;
import java.util.Map;

/**
 * What a provider says to one call.
 *
 * @param at only to a path and query that match this text, with {@code *} for anything; empty for any
 * @param connected false breaks the connection off in place of an answer
 * @param delay before it, by real time
 */
public record ScriptedReply(
        String at, boolean connected, int status, Map<String, String> headers, Payload body, Duration delay) {

    public ScriptedReply {
        headers = Map.copyOf(headers);
    }
}
