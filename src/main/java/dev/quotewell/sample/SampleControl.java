package dev.quotewell.sample;

import com.sun.net.httpserver.HttpExchange;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The switches of the sample market for those outside the process: {@code GET /sample} shows calls and modes,
 * {@code PUT} or {@code POST /sample/finnhub?mode=slow&delay=2s} changes one provider, {@code POST /sample/reset} all.
 */
final class SampleControl {

    private static final Pattern DELAY = Pattern.compile("(\\d{1,6})(ms|s|m)");

    private final Map<String, SampleProvider> providers;

    SampleControl(Map<String, SampleProvider> providers) {
        this.providers = providers;
    }

    Reply answer(HttpExchange exchange, String path) {
        boolean reads = exchange.getRequestMethod().equals("GET");
        if (path.equals("/sample") || path.equals("/sample/")) {
            return reads ? state() : Reply.text(405, "method must be GET for " + path);
        }
        if (reads) {
            return Reply.text(405, "method is GET, must be PUT or POST for " + path);
        }
        if (path.equals("/sample/reset")) {
            providers.values().forEach(SampleProvider::reset);
            return state();
        }
        String name = path.substring("/sample/".length());
        return Optional.ofNullable(providers.get(name))
                .map(provider -> change(provider, Call.query(exchange)))
                .orElseGet(() -> Reply.text(404, unknown(name)));
    }

    String unknown(String name) {
        return "provider is '" + name + "', must be one of " + String.join(", ", providers.keySet());
    }

    private Reply change(SampleProvider provider, Map<String, String> query) {
        String word = query.getOrDefault("mode", "");
        Optional<Mode> mode = Mode.find(word);
        if (mode.isEmpty()) {
            return Reply.text(400, "mode is '" + word + "', must be one of " + Mode.words());
        }
        Optional<Duration> delay = Optional.of(SampleProvider.DEFAULT_DELAY);
        if (query.containsKey("delay")) {
            delay = delay(query.getOrDefault("delay", ""));
        }
        if (delay.isEmpty()) {
            return Reply.text(400, "delay is '" + query.get("delay") + "', must be a time such as 500ms, 2s or 1m");
        }
        provider.mode(mode.get(), delay.get());
        return state();
    }

    private Reply state() {
        Map<String, Object> state = new LinkedHashMap<>();
        providers.forEach((name, provider) -> {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("calls", provider.calls());
            fields.put("mode", provider.mode().word());
            state.put(name, fields);
        });
        return Reply.json(state);
    }

    private static Optional<Duration> delay(String text) {
        Matcher matcher = DELAY.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long count = Long.parseLong(matcher.group(1));
        return Optional.of(
                switch (matcher.group(2)) {
                    case "ms" -> Duration.ofMillis(count);
                    case "s" -> Duration.ofSeconds(count);
                    default -> Duration.ofMinutes(count);
                });
    }
}
