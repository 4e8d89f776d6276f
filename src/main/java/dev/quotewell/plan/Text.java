package dev.quotewell.plan;

/**
 * A text of a file and its place.
 *
 * @param where {@code file:line:column}
 */
record Text(String value, String where) {

    String fault(String what) {
        return where + ": " + what;
    }
}
