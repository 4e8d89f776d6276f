package dev.quotewell.camel;

import java.util.SortedSet;

/** There is no such dataset; the message names those there are. */
final class UnknownDatasetException extends RuntimeException {

    UnknownDatasetException(String found, SortedSet<String> allowed) {
        super("The dataset is '" + found + "', must be one of " + String.join(", ", allowed));
    }
}
