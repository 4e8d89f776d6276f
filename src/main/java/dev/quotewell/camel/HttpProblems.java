package dev.quotewell.camel;

import dev.quotewell.message.Problem;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the server itself has to say. */
final class HttpProblems {

    static final Logger log = LoggerFactory.getLogger(HttpProblems.class);

    static final Problem INTERNAL = Problem.of(Problem.Type.INTERNAL, "The log of the server tells more");

    static final Problem NOT_FOUND =
            Problem.of(Problem.Type.NOT_FOUND, "Allowed is what /openapi.json describes, such as /v1/{dataset}/{key}");

    static final Problem NOTHING_TO_OBSERVE = Problem.of(
            Problem.Type.NOT_FOUND,
            "Allowed are /observe/health, /observe/health/live, /observe/health/ready and /observe/metrics");

    static final Problem METHOD_NOT_ALLOWED =
            Problem.of(Problem.Type.METHOD_NOT_ALLOWED, "The method must be one that the header Allow names");

    static final Problem NO_ROUTE_NOW =
            new Problem(Problem.Type.UNAVAILABLE, "This instance is being started or stopped", Duration.ofSeconds(1));

    static final Problem TOO_MANY =
            new Problem(Problem.Type.UNAVAILABLE, "Too many requests are waiting already", Duration.ofSeconds(1));

    static final Problem ANOTHER_SITE = Problem.of(
            Problem.Type.INVALID_REQUEST,
            "Found the Origin of another site, allowed is our own: a page in a browser is nobody who has a key");

    static final Problem NOT_HTTP = Problem.of(Problem.Type.INVALID_REQUEST, "This is no HTTP request");

    static final Problem TOO_LONG = Problem.of(
            Problem.Type.TOO_LARGE,
            "The URL may have " + HttpServing.LONGEST_URL_BYTES + " bytes, the headers "
                    + HttpServing.LONGEST_HEADERS_BYTES);

    private HttpProblems() {}

    static Problem tooLarge(String what, int allowedBytes) {
        return Problem.of(Problem.Type.TOO_LARGE, what + " may have " + allowedBytes + " bytes");
    }
}
