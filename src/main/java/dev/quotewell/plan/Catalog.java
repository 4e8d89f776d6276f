package dev.quotewell.plan;

import dev.quotewell.cache.CacheKey;
import dev.quotewell.load.CalendarTtl;
import dev.quotewell.market.Cron;
import dev.quotewell.market.Market;
import dev.quotewell.market.Markets;
import dev.quotewell.market.Ticks;
import dev.quotewell.provider.DatasetKey;
import dev.quotewell.provider.Datasets;
import dev.quotewell.provider.FailureClass;
import dev.quotewell.provider.InvalidKeyException;
import dev.quotewell.provider.Provider;
import dev.quotewell.provider.ProviderFailedException;
import dev.quotewell.provider.Providers;
import dev.quotewell.traffic.Setup;
import dev.quotewell.yaml.ConfigurationFaultsException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The datasets, providers and markets of a configuration, and what they say of keys. Safe for many threads. */
public final class Catalog {

    /** Stands for any key of a provider's: no call is made. */
    private static final String ANY_SECRET = "sample";

    private record Question(String provider, CacheKey key) {}

    private final Datasets datasets;
    private final Providers providers;
    private final CalendarTtl calendar;
    private final Map<CacheKey, Optional<DatasetKey>> keys = new ConcurrentHashMap<>();
    private final Map<Question, Optional<FailureClass>> refusals = new ConcurrentHashMap<>();

    public Catalog(Datasets datasets, Providers providers, Markets markets) {
        this.datasets = datasets;
        this.providers = providers;
        this.calendar = new CalendarTtl(datasets, markets);
    }

    /** Reads {@code datasets}, {@code providers} and {@code markets}; throws with the faults of all of them. */
    public static Catalog read(Path config) {
        List<String> faults = new ArrayList<>();
        Datasets datasets = read(() -> Datasets.read(config.resolve("datasets")), faults);
        Markets markets = read(() -> Markets.read(config.resolve("markets")), faults);
        Providers providers =
                datasets == null ? null : read(() -> Providers.read(config.resolve("providers"), datasets), faults);
        if (datasets == null || markets == null || providers == null) {
            throw new ConfigurationFaultsException(faults);
        }
        return new Catalog(datasets, providers, markets);
    }

    private static <T> @Nullable T read(Supplier<T> part, List<String> faults) {
        try {
            return part.get();
        } catch (ConfigurationFaultsException e) {
            faults.addAll(e.faults());
            return null;
        }
    }

    public Providers providers() {
        return providers;
    }

    Datasets datasets() {
        return datasets;
    }

    /**
     * The moments at which a schedule asks.
     *
     * @throws IllegalArgumentException its cron, its time zone or its market is none; it says which
     */
    Ticks ticks(Setup.Schedule schedule) {
        Market market = schedule.market() == null ? null : market(schedule.market());
        try {
            return new Ticks(Cron.of(schedule.cron(), ZoneId.of(schedule.timeZone())), market);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("there is no time zone " + schedule.timeZone(), e);
        }
    }

    private Market market(String name) {
        return calendar.markets()
                .find(name.toLowerCase(Locale.ROOT))
                .orElseThrow(() -> new IllegalArgumentException("there is no market " + name));
    }

    /** Of a dataset that there is. */
    List<DatasetKey> keys(String dataset, List<String> texts) {
        return datasets.find(dataset).stream()
                .flatMap(known -> texts.stream().map(known::key))
                .toList();
    }

    /** The keys that a step sees when these of one dataset are asked for: those with a period are cut by the calendar. */
    List<CacheKey> lookedUp(List<DatasetKey> asked, Instant now) {
        return asked.stream()
                .flatMap(key -> datasets.find(key.dataset()).orElseThrow().chunks(key, now).stream())
                .map(key -> new CacheKey(key.dataset(), key.text()))
                .distinct()
                .toList();
    }

    /** How long a record that is loaded now is fresh by the calendar; null where the ttl of the step holds. */
    @Nullable
    Duration ttl(Instant now, CacheKey key, Setup.Step step) {
        Optional<DatasetKey> known = key(key);
        return known.isEmpty() ? null : calendar.at(now, known.get(), step.whenClosed(), step.whenFinal());
    }

    Optional<DatasetKey> key(CacheKey key) {
        return keys.computeIfAbsent(key, asked -> {
            try {
                return datasets.find(asked.dataset()).map(dataset -> dataset.key(asked.key()));
            } catch (InvalidKeyException notOurs) {
                return Optional.empty();
            }
        });
    }

    /** Why a provider is not to be asked for a key; empty when it is. */
    Optional<FailureClass> refusal(Provider provider, CacheKey key) {
        return refusals.computeIfAbsent(new Question(provider.name(), key), asked -> {
            Optional<DatasetKey> wanted = key(asked.key());
            if (wanted.isEmpty()) {
                return Optional.of(FailureClass.BAD_REQUEST);
            }
            try {
                provider.request(wanted.get(), provider.baseUrl(), ANY_SECRET);
                return Optional.empty();
            } catch (ProviderFailedException e) {
                // A key of another form than ours is the operator's, not a reason.
                return e.failure() == FailureClass.AUTH ? Optional.empty() : Optional.of(e.failure());
            }
        });
    }
}
