package dev.quotewell.provider;

/** A key that its dataset does not allow; the message says which part, what was found and what is allowed. */
public final class InvalidKeyException extends RuntimeException {

    public InvalidKeyException(String message) {
        super(message);
    }
}
