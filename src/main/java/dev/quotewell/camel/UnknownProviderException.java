package dev.quotewell.camel;

import java.util.SortedSet;

/** There is no such provider; the message names those there are. */
final class UnknownProviderException extends RuntimeException {

    UnknownProviderException(String found, SortedSet<String> allowed) {
        super("The provider is '" + found + "', must be one of " + String.join(", ", allowed));
    }
}
