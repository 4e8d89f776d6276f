package dev.quotewell.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;

/**
 * A record and what is known of it.
 *
 * @param record numbers hold exactly the provider's digits: {@code record.path("price").decimalValue()}
 * @param age how long ago it was loaded; zero where the answer does not say
 * @param cacheStatus RFC 9211, such as {@code quotewell; hit; ttl=11}; with {@code fwd=stale} it is old, and its provider
 *     could not be asked
 */
public record Datum(JsonNode record, Duration age, String cacheStatus) {}
