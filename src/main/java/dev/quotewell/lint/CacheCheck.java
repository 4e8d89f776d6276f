package dev.quotewell.lint;

import dev.quotewell.cache.CachePolicy;
import dev.quotewell.lint.Routes.Use;
import dev.quotewell.routefile.Option;
import dev.quotewell.routefile.Placeholders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Checks the numbers of a {@code cache-aside} step, each alone and against each other. */
final class CacheCheck {

    private final Placeholders placeholders;

    CacheCheck(Placeholders placeholders) {
        this.placeholders = placeholders;
    }

    List<Fault> check(List<Use> endpoints) {
        List<Fault> faults = new ArrayList<>();
        endpoints.stream()
                .filter(endpoint -> endpoint.scheme().equals("cache-aside"))
                .forEach(endpoint -> check(endpoint, faults));
        return faults;
    }

    private void check(Use endpoint, List<Fault> faults) {
        Duration ttl = duration(endpoint, "ttl").orElse(Duration.ofMinutes(1));
        Option error = endpoint.option("staleIfError");
        Duration staleIfError = duration(endpoint, "staleIfError").orElse(Duration.ZERO);
        if (error != null && !staleIfError.isZero() && staleIfError.compareTo(ttl) < 0) {
            faults.add(new Fault(
                    error.place(),
                    "found " + error.value() + " in staleIfError, allowed is at least the ttl ("
                            + (ttl.toMillis() % 1000 == 0 ? ttl.toSeconds() + "s" : ttl.toMillis() + "ms")
                            + "), or 0s for none: one failed load would else leave callers with nothing"));
        }
        try {
            policy(endpoint).build();
        } catch (IllegalArgumentException outOfBounds) {
            String message = String.valueOf(outOfBounds.getMessage());
            Option option = endpoint.option(message.replaceFirst(" .*", ""));
            faults.add(new Fault(
                    option == null ? endpoint.place() : option.place(),
                    "found that " + message.replace(", must be", ", allowed is")));
        }
        Option closed = endpoint.option("ttlWhenClosed");
        if (closed != null && !isClosedTtl(placeholders.fill(closed.value()))) {
            faults.add(new Fault(
                    closed.place(),
                    "found " + closed.value() + " in ttlWhenClosed, allowed are until-open and durations such as 1h"
                            + Spelling.suggestion(closed.value(), List.of("until-open"))));
        }
    }

    private static boolean isClosedTtl(String text) {
        return text.equals("until-open") || text.contains("{{") || EndpointCheck.isDuration(text);
    }

    private CachePolicy.Builder policy(Use endpoint) {
        CachePolicy.Builder policy = CachePolicy.builder();
        set(endpoint, "ttl", policy::ttl);
        set(endpoint, "staleWhileRevalidate", policy::staleWhileRevalidate);
        set(endpoint, "staleIfError", policy::staleIfError);
        set(endpoint, "negativeTtl", policy::negativeTtl);
        set(endpoint, "softTimeout", policy::softTimeout);
        set(endpoint, "hardTimeout", policy::hardTimeout);
        set(endpoint, "failureBackoff", policy::failureBackoff);
        set(endpoint, "failureBackoffMax", policy::failureBackoffMax);
        set(endpoint, "nearTtl", policy::nearTtl);
        share(endpoint, "jitter").ifPresent(policy::jitter);
        share(endpoint, "eagerRefresh").ifPresent(policy::eagerRefresh);
        return policy;
    }

    private void set(Use endpoint, String name, Consumer<Duration> setter) {
        duration(endpoint, name).ifPresent(setter);
    }

    /** Empty where the option is absent, or no duration. */
    Optional<Duration> duration(Use endpoint, String name) {
        return value(endpoint, name)
                .filter(EndpointCheck::hasUnit)
                .flatMap(EndpointCheck::duration)
                .filter(length -> !length.isNegative());
    }

    Optional<Double> share(Use endpoint, String name) {
        return value(endpoint, name)
                .filter(text -> text.matches("-?\\d+(\\.\\d+)?"))
                .map(Double::valueOf);
    }

    Optional<String> value(Use endpoint, String name) {
        Option option = endpoint.option(name);
        return option == null ? Optional.empty() : Optional.of(placeholders.fill(option.value()));
    }
}
