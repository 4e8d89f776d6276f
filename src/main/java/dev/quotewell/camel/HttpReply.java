package dev.quotewell.camel;

import dev.quotewell.message.Problem;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.spi.HeaderFilterStrategy;
import org.jspecify.annotations.Nullable;

/** Writes answers; to be called on the event loop of the request. Nothing happens when the client has gone. */
final class HttpReply {

    private static final int NO_CONTENT = 204;
    private static final int NOT_MODIFIED = 304;

    private HttpReply() {}

    static void problem(HttpServerRequest request, Problem problem) {
        if (request.response().closed() || request.response().ended()) {
            return;
        }
        request.response()
                .setStatusCode(problem.type().status())
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        if (problem.retryAfter() != null) {
            request.response().putHeader("Retry-After", Long.toString(problem.retryAfterSeconds()));
        }
        end(request, Buffer.buffer(problem.toJson()));
    }

    /** What nobody may keep, since it is different a moment later. */
    static void send(HttpServerRequest request, int status, String type, Buffer body) {
        if (request.response().closed() || request.response().ended()) {
            return;
        }
        request.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, type)
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        end(request, body);
    }

    /** The message that a route ended with. */
    static void message(HttpServerRequest request, Exchange exchange, HeaderFilterStrategy filter) {
        HttpServerResponse response = request.response();
        if (response.closed() || response.ended()) {
            return;
        }
        Message message = exchange.getMessage();
        int status = message.getHeader(Exchange.HTTP_RESPONSE_CODE, 200, Integer.class);
        Buffer body;
        try {
            body = buffer(message.getBody());
        } catch (IOException | IllegalArgumentException e) {
            HttpProblems.log.error("An answer cannot be written", e);
            problem(request, HttpProblems.INTERNAL);
            return;
        }
        response.setStatusCode(status);
        String type = message.getHeader(Exchange.CONTENT_TYPE, String.class);
        if (type != null) {
            response.putHeader(HttpHeaders.CONTENT_TYPE, type);
        }
        for (Map.Entry<String, Object> header : message.getHeaders().entrySet()) {
            Object value = header.getValue();
            if (value != null && !filter.applyFilterToCamelHeaders(header.getKey(), value, exchange)) {
                response.putHeader(header.getKey(), value.toString());
            }
        }
        if (status == NO_CONTENT || status == NOT_MODIFIED) {
            response.end();
        } else {
            end(request, body);
        }
    }

    private static void end(HttpServerRequest request, Buffer body) {
        if (request.method().equals(HttpMethod.HEAD)) {
            request.response().putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length()));
            request.response().end();
        } else {
            request.response().end(body);
        }
    }

    private static Buffer buffer(@Nullable Object body) throws IOException {
        if (body == null) {
            return Buffer.buffer();
        }
        if (body instanceof byte[] bytes) {
            return Buffer.buffer(bytes);
        }
        if (body instanceof String text) {
            return Buffer.buffer(text.getBytes(StandardCharsets.UTF_8));
        }
        if (body instanceof InputStream in) {
            try (in) {
                return Buffer.buffer(in.readAllBytes());
            }
        }
        throw new IllegalArgumentException("An HTTP route ended with a body of type "
                + body.getClass().getName() + ", must be bytes, a text or a stream");
    }
}
