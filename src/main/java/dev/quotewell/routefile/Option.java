package dev.quotewell.routefile;

import dev.quotewell.yaml.Place;

/** An option of an endpoint, from its URI or from {@code parameters}. */
public record Option(String name, String value, Place namePlace, Place place) {}
