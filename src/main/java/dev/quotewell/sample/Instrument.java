package dev.quotewell.sample;

import java.util.List;

/**
 * Something that has a price here.
 *
 * @param symbol as Yahoo Finance spells it, FX as {@code EURUSD}; providers have spellings of their own
 * @param level the price around which it wanders, in the unit the providers quote (London shares: pence)
 * @param scale decimals of its prices
 * @param volumePerMinute usual volume of a minute, counted in units of {@code volumeScale} decimals; 0 for none
 */
record Instrument(
        String symbol,
        Session session,
        double level,
        List<Leg> legs,
        int scale,
        long volumePerMinute,
        int volumeScale) {

    Instrument {
        legs = List.copyOf(legs);
    }
}
