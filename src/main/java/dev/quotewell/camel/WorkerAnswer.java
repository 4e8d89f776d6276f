package dev.quotewell.camel;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quotewell.json.Json;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.support.AsyncProcessorSupport;
import org.jspecify.annotations.Nullable;

/** Answers with JSON that takes waiting to find out: on a thread that may be blocked, never on that of the request. */
final class WorkerAnswer extends AsyncProcessorSupport {

    private final Executor worker;
    private final Function<Exchange, JsonNode> answer;

    /** @param worker refuses what is too much */
    WorkerAnswer(Executor worker, Function<Exchange, JsonNode> answer) {
        this.worker = worker;
        this.answer = answer;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        try {
            Executor resumeOn = exchange.getProperty(CacheAsideConstants.RESUME_ON, worker, Executor.class);
            CompletableFuture.supplyAsync(() -> answer.apply(exchange), worker)
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
        if (json == null) {
            exchange.setException(
                    failure instanceof CompletionException && failure.getCause() != null
                            ? failure.getCause()
                            : failure);
        } else {
            write(exchange, json);
        }
        callback.done(false);
    }

    /** To be kept by nobody: it is different a moment later. */
    static void write(Exchange exchange, JsonNode json) {
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setHeader(Exchange.CONTENT_TYPE, "application/json");
        message.setHeader("Cache-Control", "no-store");
        message.setBody(Json.bytes(json));
    }
}
