package dev.quotewell.camel;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quotewell.json.Json;
import dev.quotewell.message.DeadLetter;
import dev.quotewell.message.InvalidRequestException;
import dev.quotewell.message.KeptEntry;
import dev.quotewell.message.StreamNames;
import dev.quotewell.message.Streams;
import dev.quotewell.message.StreamsUnavailableException;
import dev.quotewell.message.StreamsView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * Shows dead letters, and as the bean {@code dead-letters} sends them back. Waits for Redis. Safe for many threads, also
 * when several operators do it at once.
 */
public final class DeadLetters {

    private static final int MOST_LISTED = 200;
    private static final String DEFAULT_LISTED = "50";
    private static final int EXCERPT = 200;

    /** A character of UTF-8 has at most 4 bytes. */
    private static final int EXCERPT_BYTES = EXCERPT * 4;

    private static final int PAGE = 100;
    private static final int MOST_IDS = 1000;

    private final StreamsView view;
    private final Streams streams;
    private final StreamNames names;
    private final Executor worker;

    /** @param worker may be blocked; refuses what is too much */
    public DeadLetters(StreamsView view, Streams streams, StreamNames names, Executor worker) {
        this.view = view;
        this.streams = streams;
        this.names = names;
        this.worker = worker;
    }

    /** By the names that routes use. */
    public Map<String, Processor> processors() {
        return Map.of(
                "show-dead-letters", JsonAnswer.blocking(worker, this::list),
                "show-dead-letter", JsonAnswer.blocking(worker, this::one));
    }

    /** {@code GET /v1/dlq?limit=50&after=ID}: oldest first; {@code next} is there when there are more. */
    private JsonNode list(Exchange exchange) {
        Map<String, String> parameters = OperatorRequest.parameters(exchange, "limit", "after");
        int limit = limit(parameters.getOrDefault("limit", DEFAULT_LISTED));
        String after = OperatorRequest.id(parameters.getOrDefault("after", StreamsView.BEGINNING));
        List<KeptEntry> entries = view.after(names.deadLetters(), after, limit + 1, EXCERPT_BYTES);
        ObjectNode json = Json.mapper().createObjectNode();
        ArrayNode letters = json.putArray("letters");
        entries.stream().limit(limit).map(DeadLetter::new).forEach(letter -> {
            ObjectNode brief = letters.addObject();
            tell(letter, brief);
            letter.excerpt(EXCERPT).ifPresent(text -> brief.put("excerpt", text));
        });
        if (entries.size() > limit) {
            json.put("next", entries.get(limit - 1).id());
        }
        return json;
    }

    private static int limit(String text) {
        if (!text.matches("[1-9]\\d{0,2}") || Integer.parseInt(text) > MOST_LISTED) {
            throw new InvalidRequestException(
                    "limit is '" + OperatorRequest.brief(text) + "', must be a whole number from 1 to " + MOST_LISTED);
        }
        return Integer.parseInt(text);
    }

    /** {@code GET /v1/dlq/{id}}: all of it; a body that is no UTF-8 as base64. */
    private JsonNode one(Exchange exchange) {
        OperatorRequest.parameters(exchange);
        String id = OperatorRequest.id(HttpApi.path(exchange).get(2));
        DeadLetter letter = new DeadLetter(
                view.find(names.deadLetters(), id).orElseThrow(() -> new UnknownDeadLetterException(id)));
        ObjectNode json = Json.mapper().createObjectNode();
        tell(letter, json);
        if (!letter.text("stack").isEmpty()) {
            json.put("stack", letter.text("stack"));
        }
        if (!letter.text("history").isEmpty()) {
            json.set("history", history(letter.text("history")));
        }
        letter.excerpt(Integer.MAX_VALUE)
                .ifPresentOrElse(text -> json.put("body", text), () -> json.put("bodyBase64", letter.body()));
        return json;
    }

    private static JsonNode history(String text) {
        try {
            return Json.mapper().readTree(text);
        } catch (JsonProcessingException e) {
            return Json.mapper().getNodeFactory().textNode(text);
        }
    }

    private static void tell(DeadLetter letter, ObjectNode json) {
        json.put("id", letter.entry().id());
        json.put("at", letter.entry().added().toString());
        json.put("stream", letter.origin());
        json.put("entry", letter.text("entry"));
        json.put("reason", letter.text("reason"));
        String deliveries = letter.text("deliveries");
        if (deliveries.matches("\\d{1,9}")) {
            json.put("deliveries", Integer.parseInt(deliveries));
        }
        json.put("bytes", letter.entry().bodyBytes());
    }

    /**
     * {@code POST /v1/dlq/replay} with {@code {"ids":[…]}} or {@code {"all":true}}: answers how many went back, which ids
     * were not there (any more), and which cannot go back and why.
     */
    public void replay(Exchange exchange) {
        ObjectNode asked = OperatorRequest.body(exchange, "ids", "all");
        boolean all = asked.path("all").booleanValue();
        if (all == asked.has("ids")) {
            throw new InvalidRequestException("The body must have either ids, a list, or all, which is true");
        }
        Outcome outcome = new Outcome();
        if (all) {
            replayAll(outcome);
        } else {
            ids(asked.path("ids")).forEach(id -> replay(id, outcome));
        }
        JsonAnswer.write(exchange, outcome.toJson());
    }

    private static List<String> ids(JsonNode list) {
        if (!list.isArray() || list.isEmpty() || list.size() > MOST_IDS) {
            throw new InvalidRequestException("ids must be a list of 1 to " + MOST_IDS + " ids");
        }
        List<String> ids = new ArrayList<>();
        list.forEach(id -> ids.add(OperatorRequest.id(id.asText())));
        return ids.stream().distinct().toList();
    }

    /** Those that are there now: what dies once more meanwhile has a later id, and stays. */
    private void replayAll(Outcome outcome) {
        String last = view.newest(names.deadLetters());
        String after = StreamsView.BEGINNING;
        while (true) {
            List<KeptEntry> page = view.after(names.deadLetters(), after, PAGE, 0);
            for (KeptEntry entry : page) {
                replay(entry.id(), outcome);
                if (entry.id().equals(last)) {
                    return;
                }
            }
            if (page.size() < PAGE) {
                return;
            }
            after = page.get(page.size() - 1).id();
        }
    }

    private void replay(String id, Outcome outcome) {
        DeadLetter letter =
                view.find(names.deadLetters(), id).map(DeadLetter::new).orElse(null);
        if (letter == null) {
            outcome.missing.add(id);
            return;
        }
        if (!names.intakes().contains(letter.origin())) {
            outcome.refuse(
                    id,
                    "It came from '" + letter.origin() + "', letters go back to "
                            + String.join(
                                    " and ", names.intakes().stream().sorted().toList()) + " only");
            return;
        }
        if (letter.original().isEmpty()) {
            outcome.refuse(id, "It has no field of its own that could be sent back");
            return;
        }
        if (made(letter)) {
            outcome.replayed++;
        } else {
            outcome.missing.add(id);
        }
    }

    private boolean made(DeadLetter letter) {
        try {
            return streams.commit(letter.replay(names)).toCompletableFuture().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof StreamsUnavailableException unavailable ? unavailable : e;
        }
    }

    private static final class Outcome {

        private final List<String> missing = new ArrayList<>();
        private final ArrayNode refused = Json.mapper().createArrayNode();
        private int replayed;

        void refuse(String id, String why) {
            refused.addObject().put("id", id).put("why", why);
        }

        ObjectNode toJson() {
            ObjectNode json = Json.mapper().createObjectNode();
            json.put("replayed", replayed);
            ArrayNode list = json.putArray("missing");
            missing.forEach(list::add);
            json.set("refused", refused);
            return json;
        }
    }
}
