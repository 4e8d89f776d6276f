package dev.quotewell.provider;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One upstream HTTP API: builds the request for a key and makes a record of the response. Safe for many threads. */
@SuppressWarnings("DoNotCallSuggester")
public final class Provider {

    private final String name;

    Provider(String name) {
        this.name = name;
    }

    public String name() {
        return name;
    }

    public SortedSet<String> datasets() {
        return new TreeSet<>();
    }

    public URI baseUrl() {
        throw new UnsupportedOperationException();
    }

    /** The environment variable that holds the key, such as {@code FINNHUB_API_KEY}. */
    public Optional<String> secretName() {
        return Optional.empty();
    }

    /**
     * The call to make at {@code baseUrl} (the provider's own, or a stand-in such as the sample market with any
     * path). Throws {@link ProviderFailedException} where no call would help: AUTH when a secret is needed and
     * absent, UNKNOWN_SYMBOL when this provider does not cover the symbol.
     */
    public ProviderRequest request(DatasetKey key, URI baseUrl, @Nullable String secret) {
        throw new UnsupportedOperationException(key + " " + baseUrl + (secret == null));
    }

    /** The valid canonical record in a response, or {@link ProviderFailedException} saying why there is none. */
    public ObjectNode record(DatasetKey key, ProviderResponse response) {
        throw new UnsupportedOperationException(key + " " + response.status());
    }
}
