package dev.quotewell.provider;

import java.net.URI;
import java.util.Map;

/** A call to make. Its URL or headers may hold the secret, so {@link #toString()} shows neither. */
public record ProviderRequest(String method, URI url, Map<String, String> headers) {

    public ProviderRequest {
        headers = Map.copyOf(headers);
    }

    @Override
    public String toString() {
        return method + " " + url.getRawPath();
    }
}
