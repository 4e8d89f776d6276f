package dev.quotewell.lint;

import java.util.Set;

/** The names of the beans that the application gives to routes. */
public final class Beans {

    public static final Set<String> NAMES = Set.of(
            "accept-request",
            "api-health",
            "begin-request",
            "cache-engine",
            "clock",
            "configuration-health",
            "cut-period",
            "dead-letters",
            "describe-api",
            "event-files",
            "event-replay",
            "evictions",
            "http-headers",
            "intake-headers",
            "join-period",
            "kafka-events",
            "kafka-intake",
            "markets",
            "metricsRegistry",
            "objectMapper",
            "outbox-health",
            "outbox-pressure",
            "platform-http-engine",
            "provider-calls",
            "read-record",
            "read-records",
            "read-request",
            "redisConnectionFactory",
            "redisSerializer",
            "reload-configuration",
            "seen-requests",
            "sessions",
            "show-cache",
            "show-dead-letter",
            "show-dead-letters",
            "show-entries",
            "show-outbox",
            "show-provider",
            "show-providers",
            "show-request",
            "show-status",
            "show-streams",
            "sign-events",
            "streams",
            "watchlists",
            "webhook-failed",
            "write-problem",
            "write-record",
            "write-records",
            "write-reply");

    private Beans() {}
}
