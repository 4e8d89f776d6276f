package dev.quotewell.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** What a Quotewell says of its configuration, for people. */
final class StatusLines {

    private StatusLines() {}

    static boolean isRejected(JsonNode answer) {
        return answer.path("configuration").has("rejected");
    }

    static List<String> of(JsonNode answer) {
        JsonNode configuration = answer.path("configuration");
        List<String> lines = new ArrayList<>();
        String files = String.join(", ", texts(configuration.path("files")));
        lines.add("Configuration " + configuration.path("generation").asText() + " runs since "
                + configuration.path("since").asText() + (files.isEmpty() ? "" : ", by a change of " + files));
        List<String> restart = texts(configuration.path("restart"));
        if (!restart.isEmpty()) {
            lines.add("Changed, and held from the next start on: " + String.join(", ", restart));
        }
        JsonNode rejected = configuration.path("rejected");
        if (!rejected.isMissingNode()) {
            lines.add("The change of " + rejected.path("at").asText() + " is not taken over:");
            rejected.path("faults")
                    .forEach(fault -> lines.add(fault.path("file").asText() + ":"
                            + fault.path("line").asText() + ":"
                            + fault.path("column").asText() + ": "
                            + fault.path("message").asText()));
        }
        return lines.stream().map(PlainText::line).toList();
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(text -> texts.add(text.asText()));
        return texts;
    }
}
