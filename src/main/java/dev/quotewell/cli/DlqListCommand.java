package dev.quotewell.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "list",
        description = "Lists dead letters, oldest first.",
        footer = {
            "",
            "Examples:",
            "  quotewell dlq list",
            "  quotewell dlq list --limit 200 --after 1767225600000-0",
            "  quotewell dlq list --json                with the beginning of each body",
            "",
            "Exit codes: 0 listed, 1 no answer, 2 wrong use"
        })
final class DlqListCommand extends ApiCommand {

    private static final int MOST = 200;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "50",
            description = "1 to 200. Default: ${DEFAULT-VALUE}")
    private int limit = 50;

    @Option(names = "--after", paramLabel = "ID", description = "Only those after this one.")
    private @Nullable String after;

    private final InstantSource clock = InstantSource.system();

    @Override
    JsonNode ask(RunningApi running) throws InterruptedException {
        if (limit < 1 || limit > MOST) {
            throw wrongUse("--limit is " + limit + ", must be 1 to " + MOST);
        }
        String path = "/v1/dlq?limit=" + limit + (after == null ? "" : "&after=" + RunningApi.encoded(after));
        JsonNode answer = running.get(path);
        if (!answer.has("letters")) {
            throw new RefusedException("What answered is no Quotewell that tells of dead letters");
        }
        return answer;
    }

    @Override
    List<String> lines(JsonNode answer) {
        if (answer.path("letters").isEmpty()) {
            return List.of(after == null ? "No dead letters" : "No dead letters after " + PlainText.line(after));
        }
        Instant now = clock.instant();
        TextTable table = new TextTable(Set.of(1, 3, 4), "ID", "AGO", "STREAM", "TRIES", "BYTES", "REASON");
        answer.path("letters")
                .forEach(letter -> table.add(
                        letter.path("id").asText(),
                        ProviderWords.ago(letter.path("at").asText(), now),
                        letter.path("stream").asText(),
                        letter.path("deliveries").asText("-"),
                        letter.path("bytes").asText(),
                        letter.path("reason").asText()));
        List<String> lines = new ArrayList<>(table.lines());
        if (answer.has("next")) {
            lines.add("");
            lines.add("There are more: --after "
                    + PlainText.line(answer.path("next").asText()));
        }
        return lines;
    }
}
