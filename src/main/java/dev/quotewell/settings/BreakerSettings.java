package dev.quotewell.settings;

import java.time.Duration;

/**
 * When a provider that fails is left alone ({@code quotewell.breaker.…}).
 *
 * @param after at least so many calls, of which half failed; default 5
 * @param openFor how long nobody calls it then; default 30s
 */
public record BreakerSettings(int after, Duration openFor) {

    static BreakerSettings read(SettingsReader reader) {
        return new BreakerSettings(
                reader.number("quotewell.breaker.after", 5, 1, 1000),
                reader.duration("quotewell.breaker.open-for", Duration.ofSeconds(30)));
    }
}
