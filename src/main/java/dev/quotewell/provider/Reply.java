package dev.quotewell.provider;

import com.fasterxml.jackson.databind.JsonNode;
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

/** A response, read once as text and as a tree, where it is of the format that it should be. */
final class Reply {

    private static final Pattern CHARSET = Pattern.compile("(?i)charset=\"?([^\";\\s]+)");
    private static final Pattern HTML = Pattern.compile("(?i)\\s*<(!doctype\\s+html|html)");

    private final ProviderResponse response;
    private final String contentType;
    private final String text;
    private final @Nullable JsonNode json;

    Reply(ProviderResponse response, BodyFormat format) {
        this.response = response;
        this.contentType = response.header("content-type").orElse("").toLowerCase(Locale.ROOT);
        this.text = response.body().text(charset(contentType)).replaceFirst("^\ufeff", "");
        this.json = format.parse(text);
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

    /** Empty when the body is not of its format. Some say text/html and send JSON, so only the body counts. */
    Optional<JsonNode> tree() {
        return Optional.ofNullable(json);
    }

    boolean isHtml() {
        return HTML.matcher(text).lookingAt();
    }

    Optional<Duration> retryAfter() {
        return RetryAfter.parse(response.header("retry-after").orElse(""), response.receivedAt());
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
