package dev.quotewell.routetest;

import dev.quotewell.json.Payload;
import dev.quotewell.yaml.Place;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An entry that is there before a test begins.
 *
 * @param record null for the remembered answer "no such key"
 * @param age how long ago it was loaded
 */
public record CachedRecord(
        Place place, String dataset, String key, @Nullable Payload record, String provider, Duration age) {}
