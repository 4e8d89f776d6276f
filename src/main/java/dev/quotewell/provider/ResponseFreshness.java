package dev.quotewell.provider;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How long a reply is fresh by its own headers, as RFC 9111 says it for a shared cache: {@code s-maxage} before
 * {@code max-age} before {@code Expires} minus {@code Date} (section 4.2.1), less {@code Age} (section 4.2.3; how long
 * the reply was under way counts elsewhere, as an entry's age begins with its call).
 *
 * <p>Zero for what must not be kept ({@code no-store}, {@code private}) and, as a cache that asks before each use is
 * of no use here, for what must be asked for each time ({@code no-cache}) or is used up already. {@code private} and
 * {@code no-cache} of some header fields restrict nothing: of a reply's fields, only its validators are kept. Nothing
 * is guessed (section 4.2.2) where nothing is said.
 */
final class ResponseFreshness {

    /** Longer is a slip of the provider's, and would outlive every correction of its data. */
    static final Duration LONGEST = Duration.ofDays(366);

    /** Stands for any number of seconds that is larger (section 1.2.2). */
    private static final long MOST_SECONDS = 1L << 31;

    private ResponseFreshness() {}

    /** Empty when the reply does not say. */
    static Optional<Duration> of(ProviderResponse response) {
        CacheDirectives directives =
                CacheDirectives.parse(response.header("cache-control").orElse(""));
        if (directives.find("no-store").isPresent()
                || directives.isWhole("private")
                || directives.isWhole("no-cache")) {
            return Optional.of(Duration.ZERO);
        }
        return lifetime(directives, response).map(lifetime -> bounded(lifetime.minus(age(response))));
    }

    private static Optional<Duration> lifetime(CacheDirectives directives, ProviderResponse response) {
        // A number that is none says nothing: such a slip must not make every request a call.
        return Stream.of("s-maxage", "max-age")
                .flatMap(name -> directives.find(name).flatMap(ResponseFreshness::seconds).stream())
                .findFirst()
                .or(() -> response.header("expires").map(expires -> untilExpired(expires, response)));
    }

    /** A date that is none, above all {@code 0}, lies in the past (section 5.3). */
    private static Duration untilExpired(String expires, ProviderResponse response) {
        Instant received = response.receivedAt();
        Instant sent = response.header("date")
                .flatMap(date -> HttpDate.parse(date, received))
                .orElse(received);
        return HttpDate.parse(expires, received)
                .map(end -> Duration.between(sent, end))
                .orElse(Duration.ZERO);
    }

    /** Of several the first (section 5.1). */
    private static Duration age(ProviderResponse response) {
        String first = response.header("age").orElse("").split(",", 2)[0];
        return seconds(first.strip()).orElse(Duration.ZERO);
    }

    private static Optional<Duration> seconds(String digits) {
        if (!digits.matches("[0-9]+")) {
            return Optional.empty();
        }
        String significant = digits.replaceFirst("^0+(?=.)", "");
        long seconds = significant.length() > 10 ? MOST_SECONDS : Long.parseLong(significant);
        return Optional.of(Duration.ofSeconds(Math.min(seconds, MOST_SECONDS)));
    }

    private static Duration bounded(Duration left) {
        if (left.isNegative()) {
            return Duration.ZERO;
        }
        return left.compareTo(LONGEST) > 0 ? LONGEST : left;
    }
}
