package dev.quotewell;

import dev.quotewell.provider.ApiBudget;
import dev.quotewell.provider.Provider;
import dev.quotewell.provider.Providers;
import dev.quotewell.sample.SampleMarket;
import dev.quotewell.settings.Settings;
import dev.quotewell.settings.UpstreamSettings;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whom the calls of providers reach, with which keys and within which budgets. Safe for many threads. */
final class Upstream {

    private static final Logger log = LoggerFactory.getLogger(Upstream.class);

    private final Settings settings;
    private final Secrets secrets;

    Upstream(Settings settings, Secrets secrets) {
        this.settings = settings;
        this.secrets = secrets;
    }

    /**
     * Where each provider is called; the sample market stands in for some, and the others are not called then.
     *
     * @param sample starts the sample market; asked only where it is to stand in
     */
    Function<Provider, Optional<URI>> baseUrl(Supplier<URI> sample) {
        if (settings.upstream().isReal()) {
            return provider -> Optional.of(provider.baseUrl()).filter(url -> isEnabled(provider));
        }
        boolean ofSample = settings.upstream().target().equals(UpstreamSettings.SAMPLE);
        Set<String> offered =
                ofSample ? SampleMarket.providers() : settings.upstream().providers();
        URI market = ofSample ? sample.get() : URI.create(settings.upstream().target());
        return provider -> offered.isEmpty() || offered.contains(provider.name())
                ? Optional.of(URI.create(
                        market + "/" + provider.name() + provider.baseUrl().getRawPath()))
                : Optional.empty();
    }

    /** Asked of a provider that has no base URL. */
    String whyDisabled(Provider provider) {
        return switch (settings.upstream().target()) {
            case UpstreamSettings.REAL -> provider.disabled().orElse("It is not called here");
            case UpstreamSettings.SAMPLE -> "It is no part of the sample market";
            default -> "quotewell.upstream.providers does not name it";
        };
    }

    /** A stand-in may be asked without limit, such as by a benchmark. */
    ApiBudget apiBudget(Provider provider) {
        return settings.upstream().isLimited() ? provider.apiBudget() : ApiBudget.NONE;
    }

    /** The keys that a variable of the environment holds. A stand-in takes any. */
    List<String> keys(String name) {
        List<String> keys = secrets.find(name);
        return keys.isEmpty() && !settings.upstream().isReal() ? List.of("sample") : keys;
    }

    void tellMissingKeys(Providers providers) {
        if (!settings.upstream().isReal()) {
            return;
        }
        List<String> without = providers.all().stream()
                .filter(provider -> isEnabled(provider) && !provider.answersWithoutSecret())
                .filter(provider -> keys(provider.secretName().orElseThrow()).isEmpty())
                .map(provider -> provider.name() + " (" + provider.secretName().orElseThrow() + ")")
                .toList();
        if (!without.isEmpty()) {
            log.info("Without a key, and not asked: {}", String.join(", ", without));
        }
    }

    private boolean isEnabled(Provider provider) {
        return provider.isEnabled(settings.others()::get);
    }
}
