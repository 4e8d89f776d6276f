package dev.quotewell.market;

import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;

/** The markets as they ship. Moments are written with their offset, so that a table does not lean on the zone rules. */
final class Shipped {

    static final Markets MARKETS = Markets.read(Path.of("config/markets"));

    private Shipped() {}

    static Market market(String name) {
        return MARKETS.find(name).orElseThrow();
    }

    static Instant at(String moment) {
        return OffsetDateTime.parse(moment).toInstant();
    }
}
