package dev.quotewell.routefile;

import dev.quotewell.yaml.Place;

/** An option of an endpoint, from its URI or from {@code parameters}. */
public record Option(String name, String value, Place namePlace, Place place) {

    /** Whether two names are one to Camel, for which case and dashes do not count. */
    public static boolean isSame(String one, String other) {
        return one.replace("-", "").equalsIgnoreCase(other.replace("-", ""));
    }
}
