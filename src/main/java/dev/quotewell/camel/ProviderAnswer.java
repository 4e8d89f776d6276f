package dev.quotewell.camel;

import dev.quotewell.json.Payload;
import dev.quotewell.provider.FailureClass;
import dev.quotewell.provider.Provider;
import dev.quotewell.provider.ProviderFailedException;
import dev.quotewell.provider.ProviderResponse;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/** Reads what a provider answered from the message that the HTTP step left. */
final class ProviderAnswer {

    /** More than any reply of the datasets we know; what is longer is no answer to our question. */
    private static final int LARGEST_BODY_BYTES = 16 * 1024 * 1024;

    private ProviderAnswer() {}

    static ProviderResponse read(Provider provider, Message message, Instant now) {
        Map<String, String> headers = new HashMap<>();
        message.getHeaders().forEach((name, value) -> {
            if (value != null && !name.startsWith("Camel")) {
                headers.put(name.toLowerCase(Locale.ROOT), text(value));
            }
        });
        int status = message.getHeader(Exchange.HTTP_RESPONSE_CODE, 200, Integer.class);
        return new ProviderResponse(status, headers, body(provider, message), now);
    }

    /** Lines of one name are one list (RFC 9110 section 5.3). */
    private static String text(Object value) {
        return value instanceof Collection<?> lines
                ? lines.stream().map(String::valueOf).collect(Collectors.joining(", "))
                : value.toString();
    }

    private static Payload body(Provider provider, Message message) {
        try (InputStream in = message.getBody(InputStream.class)) {
            byte[] bytes = in == null ? new byte[0] : in.readNBytes(LARGEST_BODY_BYTES + 1);
            if (bytes.length > LARGEST_BODY_BYTES) {
                throw new ProviderFailedException(
                        provider.name(),
                        FailureClass.MALFORMED,
                        "sent more than " + LARGEST_BODY_BYTES + " bytes, which is no answer");
            }
            return Payload.wrap(bytes);
        } catch (IOException e) {
            throw new ProviderFailedException(provider.name(), FailureClass.PROVIDER_FAULT, "broke off its answer");
        }
    }
}
