package dev.quotewell.camel;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quotewell.json.Json;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.support.AsyncProcessorSupport;
import org.jspecify.annotations.Nullable;

/** Answers with JSON that takes waiting to find out, while the thread of the request goes on. */
final class JsonAnswer extends AsyncProcessorSupport {

    private final Executor worker;
    private final Function<Exchange, ? extends CompletionStage<? extends JsonNode>> answer;

    /**
     * @param worker goes on with requests that name no thread of their own
     * @param answer blocks nobody
     */
    JsonAnswer(Executor worker, Function<Exchange, ? extends CompletionStage<? extends JsonNode>> answer) {
        this.worker = worker;
        this.answer = answer;
    }

    /** @param worker may be blocked by the answer; refuses what is too much */
    static JsonAnswer blocking(Executor worker, Function<Exchange, JsonNode> answer) {
        return new JsonAnswer(worker, exchange -> CompletableFuture.supplyAsync(() -> answer.apply(exchange), worker));
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        try {
            Executor resumeOn = exchange.getProperty(CacheAsideConstants.RESUME_ON, worker, Executor.class);
            answer.apply(exchange)
                    .whenCompleteAsync((json, failure) -> end(exchange, json, failure, callback), resumeOn);
            return false;
        } catch (RuntimeException e) {
            exchange.setException(e);
            callback.done(true);
            return true;
        }
    }

    private static void end(
            Exchange exchange, @Nullable JsonNode json, @Nullable Throwable failure, AsyncCallback callback) {
        if (failure != null) {
            exchange.setException(Commits.cause(failure));
        } else {
            write(exchange, Objects.requireNonNull(json));
        }
        callback.done(false);
    }

    /**
     * Answers with what will be known when the route has ended already, and may have been exchanged.
     *
     * @param worker as with {@link #blocking}
     */
    static Processor afterwards(Executor worker, Supplier<JsonNode> answer) {
        return exchange -> write(exchange, CompletableFuture.supplyAsync(() -> Json.bytes(answer.get()), worker));
    }

    static void write(Exchange exchange, JsonNode json) {
        write(exchange, (Object) Json.bytes(json));
    }

    /** To be kept by nobody: it is different a moment later. */
    private static void write(Exchange exchange, Object body) {
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setHeader(Exchange.CONTENT_TYPE, "application/json");
        message.setHeader("Cache-Control", "no-store");
        message.setBody(body);
    }
}
