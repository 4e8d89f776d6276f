package dev.quotewell.routetest;

/** A step of a test could not be done, or did not come to an end. */
public final class BenchException extends RuntimeException {

    public BenchException(String message) {
        super(message);
    }

    public BenchException(String message, Throwable cause) {
        super(message, cause);
    }
}
