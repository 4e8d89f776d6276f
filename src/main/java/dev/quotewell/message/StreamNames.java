package dev.quotewell.message;

import java.util.List;
import java.util.Set;

/**
 * What our streams are called in Redis.
 *
 * @param prefix what the names of all our keys begin with, such as {@code qw:}
 */
public record StreamNames(String prefix) {

    /** In partitions. */
    public String outbox() {
        return prefix + "outbox";
    }

    public String events() {
        return prefix + "events";
    }

    public String deadLetters() {
        return prefix + "dlq";
    }

    /** Those that are no partitions, in the order in which an operator reads them. */
    public List<String> whole() {
        return List.of(prefix + "requests", prefix + "scheduled", deadLetters(), events());
    }

    /** Where messages are taken in: a dead letter may go back there, and nowhere else. */
    public Set<String> intakes() {
        return Set.of(prefix + "requests", prefix + "scheduled");
    }

    /** Who replays this dead letter at present. */
    public String replaying(String id) {
        return deadLetters() + ":replay:" + id;
    }

    /** Without the prefix: {@code requests} for {@code qw:requests}. */
    public String brief(String stream) {
        return stream.startsWith(prefix) ? stream.substring(prefix.length()) : stream;
    }
}
