package dev.quotewell.provider;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.quotewell.json.Json;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A response, read once as text and as JSON, where it is JSON. */
final class Reply {

    private static final Pattern CHARSET = Pattern.compile("(?i)charset=\"?([^\";\\s]+)");
    private static final Pattern HTML = Pattern.compile("(?i)\\s*<(!doctype\\s+html|html)");

    private final ProviderResponse response;
    private final String contentType;
    private final String text;
    private final @Nullable JsonNode json;

    Reply(ProviderResponse response) {
        this.response = response;
        this.contentType = response.header("content-type").orElse("").toLowerCase(Locale.ROOT);
        this.text = response.body().text(charset(contentType)).replaceFirst("^\ufeff", "");
        this.json = parse(text);
    }

    int status() {
        return response.status();
    }

    String contentType() {
        return contentType;
    }

    String text() {
        return text;
    }

    /** Empty when the body is not JSON. Some providers say text/html and send JSON, so only the body counts. */
    Optional<JsonNode> json() {
        return Optional.ofNullable(json);
    }

    boolean isHtml() {
        return HTML.matcher(text).lookingAt();
    }

    Optional<Duration> retryAfter() {
        return RetryAfter.parse(response.header("retry-after").orElse(""), response.receivedAt());
    }

    private static @Nullable JsonNode parse(String text) {
        try {
            JsonNode json = Json.mapper().readTree(text);
            return json == null || json.isMissingNode() ? null : json;
        } catch (JsonProcessingException notJson) {
            return null;
        }
    }

    private static Charset charset(String contentType) {
        Matcher matcher = CHARSET.matcher(contentType);
        try {
            return matcher.find() ? Charset.forName(matcher.group(1)) : StandardCharsets.UTF_8;
        } catch (IllegalCharsetNameException | UnsupportedCharsetException unknown) {
            return StandardCharsets.UTF_8;
        }
    }
}
