package dev.quotewell.camel;

import dev.quotewell.budget.Priority;
import dev.quotewell.json.Payload;
import dev.quotewell.message.Commit;
import dev.quotewell.message.Problem;
import dev.quotewell.message.Request;
import dev.quotewell.message.RequestNames;
import dev.quotewell.message.RequestState;
import dev.quotewell.provider.Dataset;
import dev.quotewell.provider.Datasets;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * Reads request messages and writes their replies, by the processors {@code read-request} and {@code write-reply}. Safe
 * for many threads.
 */
public final class RequestMessages {

    private static final String PROPERTY = "QuotewellRequest";

    /** Header with the id of the request, by which a repeated one is known. */
    public static final String REQUEST_ID = "requestId";

    private final Datasets datasets;
    private final RequestNames names;
    private final long largestReplyBytes;

    public RequestMessages(Datasets datasets, RequestNames names, long largestReplyBytes) {
        this.datasets = datasets;
        this.names = names;
        this.largestReplyBytes = largestReplyBytes;
    }

    /** By the names that routes use. */
    public Map<String, Processor> processors() {
        return Map.of("read-request", this::read, "write-reply", this::reply);
    }

    /**
     * Headers {@code requestId}, {@code dataset} and {@code key} (the list of the valid keys) for the dataset's route.
     *
     * @throws dev.quotewell.message.InvalidRequestException the body is no request
     */
    private void read(Exchange exchange) {
        Request request = Request.parse(exchange.getMessage().getBody(byte[].class));
        exchange.setProperty(PROPERTY, request);
        exchange.getMessage().setHeader(REQUEST_ID, request.id());
        exchange.getMessage().setHeader(CacheAsideConstants.PRIORITY, priority(request));
        lookup(request).begin(exchange, request.dataset());
    }

    private static Priority priority(Request request) {
        return switch (request.priority()) {
            case INTERACTIVE -> Priority.INTERACTIVE;
            case SCHEDULED -> Priority.SCHEDULED;
            case BACKFILL -> Priority.BACKFILL;
        };
    }

    private Lookup lookup(Request request) {
        Optional<Dataset> dataset = datasets.find(request.dataset());
        if (dataset.isEmpty()) {
            Problem problem = Problems.of(new UnknownDatasetException(request.dataset(), datasets.names()));
            return Lookup.refused(request.keys(), problem);
        }
        return Lookup.of(dataset.get(), request.keys(), Map.of());
    }

    /** The reply becomes the body, and what {@code GET /v1/requests/{id}} answers if the request came over HTTP. */
    private void reply(Exchange exchange) {
        Request request = exchange.getProperty(PROPERTY, Request.class);
        byte[] reply = request.reply(Lookup.results(exchange), largestReplyBytes);
        Commit commit = Commits.find(exchange);
        if (commit != null) {
            Payload state = RequestState.done(request, reply).toPayload();
            commit.add(new Commit.Step.Replace(names.state(request.id()), state, RequestState.KEEP));
        }
        exchange.getMessage().setBody(reply);
    }
}
