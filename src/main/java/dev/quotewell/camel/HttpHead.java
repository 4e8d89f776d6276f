package dev.quotewell.camel;

import dev.quotewell.message.Problem;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the head of a request must not look like: all that two servers behind each other may read in two ways. */
final class HttpHead {

    private HttpHead() {}

    /** Null when there is nothing wrong with it. */
    static @Nullable Problem fault(HttpServerRequest request) {
        MultiMap headers = request.headers();
        boolean newer = request.version() == HttpVersion.HTTP_1_1;
        List<String> hosts = headers.getAll(HttpHeaders.HOST);
        // RFC 9112 section 3.2.
        if (hosts.size() > 1 || (newer && hosts.isEmpty())) {
            return problem("Found " + hosts.size() + " headers Host, must be one");
        }
        String host = hosts.isEmpty() ? "" : hosts.get(0);
        if (!isTarget(request.uri(), host)) {
            return problem("The target of the request must be a path that begins with a slash");
        }
        List<String> codings = headers.getAll(HttpHeaders.TRANSFER_ENCODING);
        if (!codings.isEmpty()
                && (!newer || codings.size() > 1 || !codings.get(0).equalsIgnoreCase("chunked"))) {
            return problem("Found a Transfer-Encoding that is not known here, may be chunked");
        }
        boolean asks =
                request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD);
        if (asks && (!codings.isEmpty() || !"0".equals(lengthOf(headers)))) {
            return problem("Found a GET with a body, allowed is none");
        }
        return null;
    }

    /** The client holds its body back until it is told to go on (RFC 9110 section 10.1.1). */
    static boolean awaitsGo(HttpServerRequest request) {
        return "100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT));
    }

    private static String lengthOf(MultiMap headers) {
        String length = headers.get(HttpHeaders.CONTENT_LENGTH);
        return length == null ? "0" : length;
    }

    /** A whole URL is what a proxy is sent (RFC 9112 section 3.2.2): we are the one meant by the header Host, or none. */
    private static boolean isTarget(String uri, String host) {
        if (uri.startsWith("/")) {
            return true;
        }
        return !host.isEmpty() && (uri.startsWith("http://" + host + "/") || uri.startsWith("https://" + host + "/"));
    }

    private static Problem problem(String detail) {
        return Problem.of(Problem.Type.INVALID_REQUEST, detail);
    }
}
