package dev.quotewell.provider;

import dev.quotewell.json.Payload;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What came back from a call, as it came. Header names are lower-case; {@code receivedAt} is the caller's moment. */
public record ProviderResponse(int status, Map<String, String> headers, Payload body, Instant receivedAt) {

    public ProviderResponse {
        Map<String, String> lowerCase = new HashMap<>();
        headers.forEach((name, value) -> lowerCase.put(name.toLowerCase(Locale.ROOT), value));
        headers = Map.copyOf(lowerCase);
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }
}
