package dev.quotewell.settings;

import java.util.HashMap;
import java.util.Map;

/** What placeholders of routes stand for, beside variables of the environment: keys that are not ours, and some of ours. */
public final class RouteProperties {

    private static final String WEBHOOK = "events.webhook.url";

    private RouteProperties() {}

    public static Map<String, String> of(Settings settings) {
        return of(settings.others(), settings.redis().prefix(), settings.data().toString());
    }

    /** As far as they are known where the settings cannot be read: ours are at their defaults then. */
    public static Map<String, String> ofBroken(Map<String, String> values) {
        return of(
                values,
                values.getOrDefault("quotewell.redis.prefix", "qw:"),
                values.getOrDefault("quotewell.data", "data"));
    }

    private static Map<String, String> of(Map<String, String> others, String prefix, String data) {
        Map<String, String> properties = new HashMap<>(others);
        properties.put("quotewell.redis.prefix", prefix);
        properties.put("quotewell.data", data);
        String webhook = others.getOrDefault(WEBHOOK, "").strip();
        properties.put(WEBHOOK, webhook);
        properties.put("events.webhook.enabled", Boolean.toString(!webhook.isEmpty()));
        return properties;
    }
}
