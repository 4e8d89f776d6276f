package dev.quotewell.camel;

/** The outbox takes no more of what can wait: try again when the sinks have caught up. */
final class OutboxFullException extends RuntimeException {

    OutboxFullException(long replayed) {
        super("The outbox is full: the replay stopped after " + replayed
                + " events, try again when the sinks have caught up");
    }
}
