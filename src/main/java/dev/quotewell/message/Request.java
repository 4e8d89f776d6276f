package dev.quotewell.message;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A request message: {@code {"id","dataset","keys":[…],"priority","payload"}}.
 *
 * @param id chosen by the sender; the same id again is the same request
 * @param keys 1 to {@value #MOST_KEYS}, not yet validated: each is judged alone
 * @param payload anything; carried into the reply untouched
 */
public record Request(
        String id,
        String dataset,
        List<String> keys,
        Priority priority,
        @Nullable JsonNode payload) {

    public static final int MOST_KEYS = 1000;

    /** Small enough that the instances share the work, large enough that a message is worth its way. */
    private static final int KEYS_OF_A_PART = 20;

    /** Who goes first when a provider's budget runs short. */
    public enum Priority {
        INTERACTIVE,
        SCHEDULED,
        BACKFILL;

        String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Request {
        keys = List.copyOf(keys);
    }

    /**
     * Requests for many keys, at the priority of schedules.
     *
     * @param id begins their ids; the same id makes the same requests
     */
    public static List<Request> scheduled(String id, String dataset, List<String> keys) {
        List<Request> requests = new ArrayList<>();
        for (int from = 0; from < keys.size(); from += KEYS_OF_A_PART) {
            List<String> part = keys.subList(from, Math.min(keys.size(), from + KEYS_OF_A_PART));
            requests.add(new Request(id + "/" + from / KEYS_OF_A_PART, dataset, part, Priority.SCHEDULED, null));
        }
        return requests;
    }

    /** @throws InvalidRequestException these bytes are no request; it says why */
    public static Request parse(byte[] body) {
        return RequestReader.read(body, () -> {
            throw new InvalidRequestException("id is missing, must be a text");
        });
    }

    /**
     * The same, where the sender may leave the id out.
     *
     * @param missingId asked for the id then
     */
    public static Request parse(byte[] body, Supplier<String> missingId) {
        return RequestReader.read(body, missingId);
    }

    public byte[] toJson() {
        return JsonBytes.write(json -> {
            json.writeStartObject();
            json.writeStringField("id", id);
            json.writeStringField("dataset", dataset);
            json.writeFieldName("keys");
            json.writeArray(keys.toArray(String[]::new), 0, keys.size());
            json.writeStringField("priority", priority.code());
            if (payload != null) {
                json.writeFieldName("payload");
                json.writeTree(payload);
            }
            json.writeEndObject();
        });
    }

    /**
     * The SHA-256 of {@link #toJson()}, in hexadecimal: the same for the same request, however its body was spaced and
     * ordered.
     */
    public String fingerprint() {
        return Sha256.hex(toJson());
    }

    /**
     * The reply in at most so many bytes: the results that do not fit any more become the problem {@code too-large}.
     * Only when id, payload and problems alone take more is it longer.
     */
    public byte[] reply(List<Result> results, long largestBytes) {
        return reply(Result.fitting(results, largestBytes - reply(List.of()).length));
    }

    /** The reply: the request's id and payload, and a result for each key in the order asked. */
    public byte[] reply(List<Result> results) {
        return JsonBytes.write(json -> {
            json.writeStartObject();
            json.writeStringField("id", id);
            if (payload != null) {
                json.writeFieldName("payload");
                json.writeTree(payload);
            }
            Result.writeAll(json, results);
            json.writeEndObject();
        });
    }
}
