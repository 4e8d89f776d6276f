package dev.quotewell.camel;

/** Another message with this id is being worked on, here or elsewhere: come back when that has ended, well or not. */
final class StillInWorkException extends RuntimeException {

    StillInWorkException(String id) {
        super("The id " + id + " is still in work");
    }
}
