package dev.quotewell.camel;

import dev.quotewell.market.Market;
import dev.quotewell.market.Markets;
import dev.quotewell.provider.Dataset;
import dev.quotewell.provider.DatasetKey;
import dev.quotewell.provider.Datasets;
import dev.quotewell.provider.InvalidKeyException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the calendars of the markets mean for keys and their records. Safe for many threads. */
public final class Sessions {

    /** {@code ttlWhenClosed} of a step: until the market of the key opens again. */
    static final String UNTIL_OPEN = "until-open";

    private final Datasets datasets;
    private final Markets markets;
    private final InstantSource clock;

    public Sessions(Datasets datasets, Markets markets, InstantSource clock) {
        this.datasets = datasets;
        this.markets = markets;
        this.clock = clock;
    }

    /** The dataset of a name, its key, and the market it is traded on; empty where the key is no valid one. */
    private Optional<DatasetKey> key(String dataset, String text) {
        try {
            return datasets.find(dataset).map((Dataset found) -> found.key(text));
        } catch (InvalidKeyException notOurs) {
            return Optional.empty();
        }
    }

    private Optional<Market> market(DatasetKey key) {
        return markets.of(key.dataset(), key.symbol());
    }

    /**
     * How long a record that was loaded now is fresh, where the calendar tells: for good once its period is over, and
     * while prices stand still because the market is closed. Null where the step's ttl holds.
     *
     * @param whenClosed null, {@link #UNTIL_OPEN}, or a duration such as {@code PT1H}
     * @param whenFinal null where a period's end makes no difference
     */
    @Nullable
    Duration ttl(String dataset, String text, @Nullable String whenClosed, @Nullable Duration whenFinal) {
        if (whenClosed == null && whenFinal == null) {
            return null;
        }
        Optional<DatasetKey> key = key(dataset, text);
        Instant now = clock.instant();
        if (key.isEmpty()) {
            return null;
        }
        if (whenFinal != null && datasets.find(dataset).orElseThrow().isFinal(key.get(), now)) {
            return whenFinal;
        }
        if (whenClosed == null) {
            return null;
        }
        Optional<Duration> standstill = market(key.get()).flatMap(market -> standstill(market, now));
        if (standstill.isEmpty() || whenClosed.equals(UNTIL_OPEN)) {
            return standstill.orElse(null);
        }
        Duration told = Duration.parse(whenClosed);
        return told.compareTo(standstill.get()) < 0 ? told : standstill.get();
    }

    /** Until the regular session opens: what is traded before it is thin, and most quotes leave it out. */
    private static Optional<Duration> standstill(Market market, Instant now) {
        return market.untilPricesMove(now)
                .map(quiet -> market.nextOpen(now)
                        .map(open -> Duration.between(now, open))
                        .filter(untilOpen -> untilOpen.compareTo(quiet) > 0)
                        .orElse(quiet));
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
