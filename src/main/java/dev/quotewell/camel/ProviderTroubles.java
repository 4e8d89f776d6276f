package dev.quotewell.camel;

import dev.quotewell.provider.DatasetKey;
import dev.quotewell.provider.FailureClass;
import dev.quotewell.provider.Finding;
import dev.quotewell.provider.ProviderFailedException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What goes wrong with providers: told in the log when it begins, changes and ends, not for every call. Safe for many threads. */
final class ProviderTroubles {

    /** The latest failure of a provider. */
    record LastFailure(String code, String what, Instant at) {}

    private static final Logger log = LoggerFactory.getLogger(ProviderTroubles.class);

    /** By provider and dataset. */
    private final Map<String, FailureClass> trouble = new ConcurrentHashMap<>();

    /** By provider, dataset and check. */
    private final Set<String> suspicions = ConcurrentHashMap.newKeySet();

    private final Map<String, LastFailure> lastFailures = new ConcurrentHashMap<>();
    private final InstantSource clock;

    ProviderTroubles(InstantSource clock) {
        this.clock = clock;
    }

    void began(String dataset, ProviderFailedException failure) {
        String code = failure.failure().code();
        lastFailures.put(
                failure.provider(), new LastFailure(code, String.valueOf(failure.getMessage()), clock.instant()));
        if (trouble.put(failure.provider() + "/" + dataset, failure.failure()) != failure.failure()) {
            log.warn("{} ({}, {}): others are asked until it answers", failure.getMessage(), dataset, code);
        }
    }

    void ended(String provider, String dataset) {
        if (trouble.remove(provider + "/" + dataset) != null) {
            log.info("{} answers for {} again", provider, dataset);
        }
    }

    void suspected(String provider, DatasetKey key, Finding finding) {
        if (suspicions.add(provider + "/" + key.dataset() + "/" + finding.check())) {
            log.warn(
                    "{} {} {}: {} ({}); told once, counted in quotewell.provider.suspicions",
                    provider,
                    key.dataset(),
                    key.text(),
                    finding.what(),
                    finding.check());
        }
    }

    Optional<LastFailure> last(String provider) {
        return Optional.ofNullable(lastFailures.get(provider));
    }

    void forget() {
        trouble.clear();
        suspicions.clear();
        lastFailures.clear();
    }
}
