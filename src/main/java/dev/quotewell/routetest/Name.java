package dev.quotewell.routetest;

import dev.quotewell.yaml.Place;

/**
 * What a test calls by its name, and of which only the configuration tells whether it is there.
 *
 * @param text of an entry its dataset and key, such as {@code quote/AAPL}
 */
public record Name(Kind kind, String text, Place place) {

    public enum Kind {
        PROVIDER,
        ENTRY,
        SCHEDULE
    }
}
