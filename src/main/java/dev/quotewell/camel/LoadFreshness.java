package dev.quotewell.camel;

import dev.quotewell.cache.LoadOutcome;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Gives what was loaded the ttl of the calendar, where neither its reply nor its route told one. */
record LoadFreshness(
        @Nullable Sessions sessions,
        @Nullable String whenClosed,
        @Nullable Duration whenFinal) {

    LoadOutcome apply(String dataset, String key, LoadOutcome outcome) {
        if (sessions == null) {
            return outcome;
        }
        if (outcome instanceof LoadOutcome.Loaded loaded && loaded.ttl() == null) {
            Duration ttl = sessions.ttl(dataset, key, whenClosed, whenFinal);
            return new LoadOutcome.Loaded(
                    loaded.record(), loaded.provider(), loaded.asOf(), ttl, loaded.validators(), loaded.detail());
        }
        if (outcome instanceof LoadOutcome.NotModified same && same.ttl() == null) {
            Duration ttl = sessions.ttl(dataset, key, whenClosed, whenFinal);
            return new LoadOutcome.NotModified(same.provider(), ttl, same.validators());
        }
        return outcome;
    }
}
