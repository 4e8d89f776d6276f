package dev.quotewell.camel;

/** No dead letter has this id: it was replayed, or never was there. */
final class UnknownDeadLetterException extends RuntimeException {

    UnknownDeadLetterException(String id) {
        super("No dead letter has the id " + id + ": it was replayed, or never was there");
    }
}
