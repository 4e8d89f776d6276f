package dev.quotewell.routetest;

import java.util.Map;

/**
 * A call that a provider got.
 *
 * @param path the provider's own, percent-encoded
 * @param query decoded, a later value of a name in place of an earlier one
 * @param headers with names in lower case
 */
public record Call(
        String provider,
        String method,
        String path,
        Map<String, String> query,
        Map<String, String> headers,
        String body) {

    public Call {
        query = Map.copyOf(query);
        headers = Map.copyOf(headers);
    }
}
