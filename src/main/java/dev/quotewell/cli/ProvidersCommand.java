package dev.quotewell.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code quotewell providers}: how the providers of a running Quotewell stand. */
@Command(
        name = "providers",
        description = "Shows how each provider of a running Quotewell stands, or one of them with all details.",
        footer = {
            "",
            "KEY: yes, no, - (none needed), optional (none, and it answers without),",
            "stand-in (none, and what stands in for the provider takes any), unreadable,",
            "or the ids of several keys. A key itself is never shown.",
            "CALLS: HTTP requests sent. SAVED: answers that the cache gave in its place.",
            "SUSP: records that a check suspects. LAST ERROR: and how long ago it was.",
            "These and BREAKER are of the instance that answers, since its start.",
            "BUDGET LEFT: what is left of how much, window by window, of all keys together",
            "and for all instances; or for how long all keys are closed, and why.",
            "",
            "Examples:",
            "  quotewell providers",
            "  quotewell providers finnhub      with terms, windows and resets, key by key",
            "  quotewell providers --json",
            "",
            "Exit codes: 0 shown, 1 no answer or no such provider, 2 wrong use"
        })
public final class ProvidersCommand extends ApiCommand {

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "NAME",
            completionCandidates = Names.OfProviders.class,
            description = "Such as finnhub; none for all.")
    private @Nullable String name;

    private final InstantSource clock = InstantSource.system();

    @Override
    JsonNode ask(RunningApi running) throws InterruptedException {
        if (name != null && name.isBlank()) {
            throw wrongUse("NAME is blank, must be the name of a provider, such as finnhub");
        }
        JsonNode answer = running.get(name == null ? "/v1/providers" : "/v1/providers/" + RunningApi.encoded(name));
        if (!answer.has(name == null ? "providers" : "name")) {
            throw new RefusedException("What answered is no Quotewell that tells of providers");
        }
        return answer;
    }

    @Override
    List<String> lines(JsonNode answer) {
        Instant now = clock.instant();
        return name == null ? ProviderTable.lines(answer.path("providers"), now) : ProviderDetails.lines(answer, now);
    }
}
