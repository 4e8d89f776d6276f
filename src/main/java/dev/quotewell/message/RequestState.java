package dev.quotewell.message;

import dev.quotewell.json.Payload;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far a request has come that was sent over HTTP. Kept as one JSON object with a fixed beginning, so that an answer
 * of any size is cut out of it without being parsed.
 *
 * @param fingerprint of the request
 * @param answer what is told of it: {@code {"status":"queued","id":…}}, or
 *     {@code {"status":"done","id":…,"payload":…,"results":[…]}}
 */
public record RequestState(String fingerprint, Payload answer) {

    /** How long it is kept after it was taken in, and again after it was answered. */
    public static final Duration KEEP = Duration.ofHours(24);

    private static final String QUEUED = "{\"status\":\"queued\",";
    private static final String DONE = "{\"status\":\"done\",";
    private static final Pattern BEGINNING =
            Pattern.compile("\\{\"fingerprint\":\"([0-9a-f]{64})\",\"status\":\"(queued|done)\",.*", Pattern.DOTALL);
    private static final int FINGERPRINT_BYTES = "{\"fingerprint\":\"\",".length() + 64;
    private static final int BEGINNING_BYTES = FINGERPRINT_BYTES + QUEUED.length();

    public static RequestState queued(Request request) {
        byte[] id = JsonBytes.write(json -> {
            json.writeStartObject();
            json.writeStringField("id", request.id());
            json.writeEndObject();
        });
        return new RequestState(request.fingerprint(), begin(QUEUED, id));
    }

    /** @param reply the reply to this request */
    public static RequestState done(Request request, byte[] reply) {
        return new RequestState(request.fingerprint(), begin(DONE, reply));
    }

    /** In the place of the object's opening brace. */
    private static Payload begin(String beginning, byte[] object) {
        byte[] first = beginning.getBytes(StandardCharsets.UTF_8);
        byte[] whole = new byte[first.length + object.length - 1];
        System.arraycopy(first, 0, whole, 0, first.length);
        System.arraycopy(object, 1, whole, first.length, object.length - 1);
        return Payload.wrap(whole);
    }

    public Payload toPayload() {
        return begin("{\"fingerprint\":\"" + fingerprint + "\",", answer.array());
    }

    /** Empty when this is no state. */
    public static Optional<RequestState> read(Payload kept) {
        byte[] bytes = kept.array();
        int length = Math.min(bytes.length, BEGINNING_BYTES);
        Matcher beginning = BEGINNING.matcher(new String(bytes, 0, length, StandardCharsets.UTF_8));
        if (!beginning.matches()) {
            return Optional.empty();
        }
        byte[] answer = new byte[bytes.length - FINGERPRINT_BYTES + 1];
        answer[0] = '{';
        System.arraycopy(bytes, FINGERPRINT_BYTES, answer, 1, answer.length - 1);
        return Optional.of(new RequestState(beginning.group(1), Payload.wrap(answer)));
    }

    public boolean isDone() {
        int length = Math.min(answer.size(), DONE.length());
        return new String(answer.array(), 0, length, StandardCharsets.UTF_8).equals(DONE);
    }
}
