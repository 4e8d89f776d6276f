package dev.quotewell.sample;

/**
 * One random walk that a price is made of: a share has its own, a currency pair has the base's upwards and the
 * quote's downwards, so that all pairs agree with each other.
 *
 * @param volatility how far the price usually moves in a day, as a part of itself: 0.01 is one percent
 */
record Leg(String name, double volatility, boolean upwards) {}
