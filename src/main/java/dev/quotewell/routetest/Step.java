package dev.quotewell.routetest;

import dev.quotewell.yaml.Place;
import java.time.Duration;

/**
 * One thing that happens, and what must come of it alone.
 *
 * @param after how long after the step before
 */
public record Step(Place place, Duration after, Action action, Expected then) {}
