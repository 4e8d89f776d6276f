package dev.quotewell.camel;

import dev.quotewell.load.CalendarTtl;
import dev.quotewell.market.Market;
import dev.quotewell.market.Markets;
import dev.quotewell.provider.DatasetKey;
import dev.quotewell.provider.Datasets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the calendars of the markets mean for keys and their records. Safe for many threads. */
public final class Sessions {

    /** {@code ttlWhenClosed} of a step: until the market of the key opens again. */
    static final String UNTIL_OPEN = CalendarTtl.UNTIL_OPEN;

    private final CalendarTtl calendar;
    private final InstantSource clock;

    public Sessions(Datasets datasets, Markets markets, InstantSource clock) {
        this.calendar = new CalendarTtl(datasets, markets);
        this.clock = clock;
    }

    private Optional<Market> market(DatasetKey key) {
        return calendar.market(key);
    }

    /** How long a record that was loaded now is fresh, where the calendar tells; see {@link CalendarTtl#at}. */
    @Nullable
    Duration ttl(String dataset, String text, @Nullable String whenClosed, @Nullable Duration whenFinal) {
        return calendar.at(clock.instant(), dataset, text, whenClosed, whenFinal);
    }

    /** The phase that the key's market is in, such as {@code regular}; empty where none is known. */
    Optional<String> phase(DatasetKey key, Instant now) {
        return market(key).map(market -> market.phase(now).code());
    }

    /** What is wrong with the time of a datum; empty when it may be the latest there is. */
    Optional<String> fault(DatasetKey key, String asOf, Instant now) {
        return market(key).flatMap(market -> {
            boolean date = asOf.indexOf('T') < 0;
            boolean old =
                    date ? market.isTooOld(LocalDate.parse(asOf), now) : market.isTooOld(Instant.parse(asOf), now);
            boolean ahead = date
                    ? market.isFromTheFuture(LocalDate.parse(asOf), now)
                    : market.isFromTheFuture(Instant.parse(asOf), now);
            if (old) {
                return Optional.of("the datum is of " + asOf + ", older than its session allows");
            }
            return ahead ? Optional.of("the datum is of " + asOf + ", which is ahead of now") : Optional.empty();
        });
    }
}
