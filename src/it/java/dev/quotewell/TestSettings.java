package dev.quotewell;

import dev.quotewell.sample.SampleMarket;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** What the tests of the whole application have in common. */
final class TestSettings {

    private TestSettings() {}

    /** As it ships, but on free ports, with the sample market for a provider, no budgets and nothing on a schedule. */
    static Map<String, String> of(URI redis, SampleMarket market, Path data) {
        Map<String, String> settings = new HashMap<>();
        settings.put("quotewell.api.port", "0");
        settings.put("quotewell.api.management-port", "0");
        settings.put("quotewell.redis.uri", redis.toString());
        settings.put("quotewell.upstream", market.url().toString());
        settings.put("quotewell.upstream.providers", String.join(",", SampleMarket.providers()));
        settings.put("quotewell.upstream.budgets", "false");
        settings.put("quotewell.breaker.after", "1000");
        settings.put("quotewell.data", data.toString());
        // In the far future: a tick would ask for keys that a test means to find cold.
        settings.put("schedule.us-shares.cron", "0 0 0 1 1 ? 2099");
        return settings;
    }
}
