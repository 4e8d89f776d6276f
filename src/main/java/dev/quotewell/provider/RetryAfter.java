package dev.quotewell.provider;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The header Retry-After (RFC 9110 section 10.2.3): seconds, or a date. */
public final class RetryAfter {

    private RetryAfter() {}

    /** Empty when the text is neither; not negative, and as long as the provider says. */
    public static Optional<Duration> parse(String text, Instant receivedAt) {
        String value = text.strip();
        if (value.isEmpty()) {
            return Optional.empty();
        }
        if (value.matches("\\d{1,9}")) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(value)));
        }
        return HttpDate.parse(value, receivedAt)
                .map(date -> Duration.between(receivedAt, date))
                .map(wait -> wait.isNegative() ? Duration.ZERO : wait);
    }
}
