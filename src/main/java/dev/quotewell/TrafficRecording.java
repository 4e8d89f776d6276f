package dev.quotewell;

import dev.quotewell.budget.KeyId;
import dev.quotewell.camel.ProviderCalls.Surroundings;
import dev.quotewell.metrics.Meters;
import dev.quotewell.plan.Catalog;
import dev.quotewell.plan.SetupFiles;
import dev.quotewell.provider.Provider;
import dev.quotewell.routefile.Placeholders;
import dev.quotewell.settings.RouteProperties;
import dev.quotewell.settings.Settings;
import dev.quotewell.traffic.Setup;
import dev.quotewell.traffic.TrafficRecorder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Begins to record traffic where {@code quotewell.recording.file} asks for it. */
final class TrafficRecording {

    private static final Logger log = LoggerFactory.getLogger(TrafficRecording.class);

    private TrafficRecording() {}

    /**
     * Begins with the configuration that holds now; empty where nothing is to be recorded.
     *
     * @throws CannotStartException the file cannot be written
     */
    static Optional<TrafficRecorder> start(
            Settings settings,
            Path routes,
            Catalog catalog,
            Surroundings surroundings,
            String instance,
            Meters meters) {
        Path file = settings.recording().file();
        if (file == null) {
            return Optional.empty();
        }
        try {
            TrafficRecorder recorder = TrafficRecorder.start(
                    file,
                    settings.recording().limitBytes(),
                    instance,
                    surroundings.clock(),
                    setup(settings, routes, catalog, surroundings));
            meters.gauge("recording.dropped", recorder, TrafficRecorder::dropped);
            meters.gauge("recording.bytes", recorder, TrafficRecorder::bytes);
            log.info("Traffic is recorded to {}, without payloads and secrets", file);
            return Optional.of(recorder);
        } catch (IOException e) {
            throw new CannotStartException(
                    "quotewell.recording.file is " + file + ", which cannot be written ("
                            + e.getClass().getSimpleName() + "): it must be a file that may be written to",
                    e);
        }
    }

    /** What does not fit a plan is left out: whether the routes can start is for others to tell. */
    static Setup setup(Settings settings, Path routes, Catalog catalog, Surroundings surroundings) {
        SetupFiles.Found found = SetupFiles.read(
                routes,
                settings.config().resolve("watchlists"),
                new Placeholders(RouteProperties.of(settings), settings.source().environment()),
                catalog,
                provider -> source(provider, surroundings),
                new Setup.BreakerRule(
                        surroundings.breaker().after(), surroundings.breaker().openFor()));
        found.faults().forEach(fault -> log.warn("The recording leaves out what cannot be read: {}", fault));
        return found.setup();
    }

    private static Setup.Source source(Provider provider, Surroundings surroundings) {
        List<String> keys = provider.secretName().map(surroundings.secrets()).orElse(List.of());
        boolean hasKey = provider.secretName().isEmpty() || provider.answersWithoutSecret() || !keys.isEmpty();
        boolean called = hasKey && surroundings.baseUrl().apply(provider).isPresent();
        int different = (int) keys.stream().map(KeyId::of).distinct().count();
        return new Setup.Source(surroundings.budget().apply(provider), called, Math.max(1, different));
    }
}
