package dev.quotewell.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quotewell.settings.InvalidSettingsException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

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
public final class ProvidersCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private RunningApi api = new RunningApi();

    @Parameters(index = "0", arity = "0..1", paramLabel = "NAME", description = "Such as finnhub; none for all.")
    private @Nullable String name;

    @Option(names = "--json", description = "Print what GET /v1/providers answers.")
    private boolean json;

    private final InstantSource clock = InstantSource.system();

    @Override
    public Integer call() throws InterruptedException {
        if (name != null && name.isBlank()) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "NAME is blank, must be the name of a provider, such as finnhub");
        }
        try {
            JsonNode answer = api.get(path());
            if (!answer.has(name == null ? "providers" : "name")) {
                throw new RefusedException("What answered is no Quotewell that tells of providers");
            }
            print(answer);
            return 0;
        } catch (RefusedException | InvalidSettingsException e) {
            spec.commandLine().getErr().println(e.getMessage());
            return 1;
        }
    }

    private String path() {
        return name == null ? "/v1/providers" : "/v1/providers/" + RunningApi.encoded(name);
    }

    private void print(JsonNode answer) {
        Instant now = clock.instant();
        List<String> lines = json
                ? List.of(answer.toString())
                : name == null
                        ? ProviderTable.lines(answer.path("providers"), now)
                        : ProviderDetails.lines(answer, now);
        lines.forEach(spec.commandLine().getOut()::println);
        spec.commandLine().getOut().flush();
    }
}
