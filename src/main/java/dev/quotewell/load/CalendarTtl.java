package dev.quotewell.load;

import dev.quotewell.market.Market;
import dev.quotewell.market.Markets;
import dev.quotewell.provider.Dataset;
import dev.quotewell.provider.DatasetKey;
import dev.quotewell.provider.Datasets;
import dev.quotewell.provider.InvalidKeyException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How long a record is fresh by the calendar of its market. Safe for many threads. */
public record CalendarTtl(Datasets datasets, Markets markets) {

    /** {@code ttlWhenClosed} of a step: until the market of the key opens again. */
    public static final String UNTIL_OPEN = "until-open";

    /** The market that a key is traded on; empty where none is known. */
    public Optional<Market> market(DatasetKey key) {
        return markets.of(key.dataset(), key.symbol());
    }

    /** The dataset of a name and its key; empty where the key is no valid one. */
    private Optional<DatasetKey> key(String dataset, String text) {
        try {
            return datasets.find(dataset).map((Dataset found) -> found.key(text));
        } catch (InvalidKeyException notOurs) {
            return Optional.empty();
        }
    }

    /**
     * How long a record that was loaded now is fresh, where the calendar tells: for good once its period is over, and
     * while prices stand still because the market is closed. Null where the step's ttl holds.
     *
     * @param whenClosed null, {@link #UNTIL_OPEN}, or a duration such as {@code PT1H}
     * @param whenFinal null where a period's end makes no difference
     */
    public @Nullable Duration at(
            Instant now, String dataset, String text, @Nullable String whenClosed, @Nullable Duration whenFinal) {
        if (whenClosed == null && whenFinal == null) {
            return null;
        }
        return key(dataset, text)
                .map(key -> at(now, key, whenClosed, whenFinal))
                .orElse(null);
    }

    /** As above, of a key of one of the datasets. */
    public @Nullable Duration at(
            Instant now, DatasetKey key, @Nullable String whenClosed, @Nullable Duration whenFinal) {
        if (whenFinal != null && datasets.find(key.dataset()).orElseThrow().isFinal(key, now)) {
            return whenFinal;
        }
        if (whenClosed == null) {
            return null;
        }
        Optional<Duration> standstill = market(key).flatMap(market -> standstill(market, now));
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
}
