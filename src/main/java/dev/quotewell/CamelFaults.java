package dev.quotewell;

import java.util.LinkedHashSet;
import java.util.Set;

/** Makes one line of what Camel says when it does not start. */
final class CamelFaults {

    private CamelFaults() {}

    static String explain(Throwable failure) {
        Set<String> messages = new LinkedHashSet<>();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause.getMessage() != null) {
                messages.add(cause.getMessage().lines().findFirst().orElse("").strip());
            }
        }
        // A cause's message is often repeated inside its wrapper's.
        messages.removeIf(
                message -> messages.stream().anyMatch(other -> !other.equals(message) && other.contains(message)));
        return "The routes cannot start: " + String.join(": ", messages);
    }
}
