package dev.quotewell.message;

import dev.quotewell.json.Payload;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** An entry of the stream of dead letters: a message that could not be worked on, and beside it why. */
public record DeadLetter(KeptEntry entry) {

    /** What was put beside the message; all other fields are the message's own. */
    private static final Set<String> OURS =
            Set.of("reason", "stack", "history", "stream", "entry", "deliveries", "group", "died");

    /** For as long no other replays the same letter: longer than one replay takes. */
    private static final Duration ALONE = Duration.ofMinutes(1);

    private static final byte[] NOTHING = {};

    /** What a field holds, with a sign in place of bytes that are no UTF-8; empty without such a field. */
    public String text(String field) {
        return new String(entry.fields().getOrDefault(field, NOTHING), StandardCharsets.UTF_8);
    }

    /** The stream it came from; empty when nobody wrote it down. */
    public String origin() {
        return text("stream");
    }

    public byte[] body() {
        return entry.fields().getOrDefault(StreamEntry.BODY, NOTHING);
    }

    /**
     * The beginning of the body; empty when it is no UTF-8.
     *
     * @param longest in characters
     */
    public Optional<String> excerpt(int longest) {
        byte[] body = body();
        CharBuffer text = CharBuffer.allocate(body.length);
        // A body that was cut may end within a character.
        boolean whole = body.length >= entry.bodyBytes();
        CharsetDecoder strict = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        if (strict.decode(ByteBuffer.wrap(body), text, whole).isError()) {
            return Optional.empty();
        }
        text.flip();
        int end = Math.min(longest, text.length());
        boolean splits = end > 0 && end < text.length() && Character.isHighSurrogate(text.charAt(end - 1));
        return Optional.of(text.subSequence(0, splits ? end - 1 : end).toString());
    }

    /** The message as it was before it died. */
    public Map<String, byte[]> original() {
        return entry.fields().entrySet().stream()
                .filter(field -> !OURS.contains(field.getKey()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /**
     * Sends it back to the end of where it came from, once, whoever else does the same.
     *
     * <p>In a Redis Cluster these are three steps: a crash between them leaves the letter where it is, and perhaps its
     * message where it goes, so that it comes once more and is dropped there by its request id.
     */
    public Commit replay(StreamNames names) {
        return new Commit()
                .add(new Commit.Step.PutNew(names.replaying(entry.id()), Payload.utf8("1"), ALONE))
                .add(new Commit.Step.Append(origin(), original(), 0))
                .add(new Commit.Step.Take(names.deadLetters(), entry.id()));
    }
}
