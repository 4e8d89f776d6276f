package dev.quotewell.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "show",
        description = "Shows how many events each sink has not acknowledged, and how old the oldest is.",
        footer = {
            "",
            "WAITING: not acknowledged, given to the sink or not; with + there may be more.",
            "IN WORK: given to it, and not acknowledged yet. OLDEST: since it was stored.",
            "",
            "Examples:",
            "  quotewell outbox show",
            "  quotewell outbox show --streams  every stream, its groups and their consumers",
            "  quotewell outbox show --json",
            "",
            "Exit codes: 0 shown, 1 no answer, 2 wrong use"
        })
final class OutboxShowCommand extends ApiCommand {

    @Option(names = "--streams", description = "Every stream, with each consumer of each group.")
    private boolean streams;

    @Override
    JsonNode ask(RunningApi running) throws InterruptedException {
        JsonNode answer = running.get(streams ? "/v1/streams" : "/v1/outbox");
        if (!answer.has(streams ? "streams" : "sinks")) {
            throw new RefusedException("What answered is no Quotewell that tells of its streams");
        }
        return answer;
    }

    @Override
    List<String> lines(JsonNode answer) {
        return streams ? streams(answer.path("streams")) : outbox(answer);
    }

    private static List<String> outbox(JsonNode answer) {
        if (answer.path("sinks").isEmpty()) {
            return List.of("No sink has read from the outbox yet: "
                    + count(answer.path("pending").asLong()) + " in it");
        }
        TextTable table = new TextTable(Set.of(1, 2, 3), "SINK", "WAITING", "IN WORK", "OLDEST");
        answer.path("sinks")
                .forEach(sink -> table.add(
                        sink.path("sink").asText(),
                        number(sink, "pending"),
                        sink.path("inWork").asText(),
                        time(sink.path("oldestSeconds"))));
        List<String> lines = new ArrayList<>(table.lines());
        lines.add("");
        String pressure = answer.path("pressure").asText();
        lines.add(PlainText.line("Outbox: " + count(answer.path("pending").asLong())
                + switch (pressure) {
                    case "alarm" -> ", ALARM: sinks are far behind";
                    case "full" -> ", FULL: scheduled work waits until sinks have caught up";
                    default -> ", calm";
                }));
        return lines;
    }

    private static String count(long events) {
        return events == 0 ? "no event" : events == 1 ? "1 event" : events + " events";
    }

    private static List<String> streams(JsonNode streams) {
        TextTable table = new TextTable(
                Set.of(1, 3, 4, 5, 7), "STREAM", "LENGTH", "GROUP", "LAG", "IN WORK", "OLDEST", "CONSUMER", "IDLE");
        for (JsonNode stream : streams) {
            String name = stream.path("stream").asText();
            String length = stream.path("length").asText();
            if (stream.path("groups").isEmpty()) {
                table.add(name, length, "-", "-", "-", "-", "-", "-");
            }
            for (JsonNode group : stream.path("groups")) {
                table.add(
                        name,
                        length,
                        group.path("group").asText(),
                        number(group, "lag"),
                        group.path("pending").asText(),
                        time(group.path("oldestSeconds")),
                        group.path("consumers").isEmpty() ? "none" : "",
                        "");
                group.path("consumers")
                        .forEach(consumer -> table.add(
                                "",
                                "",
                                "",
                                "",
                                consumer.path("pending").asText(),
                                "",
                                consumer.path("name").asText(),
                                time(consumer.path("idleSeconds"))));
            }
        }
        return table.lines();
    }

    private static String number(JsonNode node, String field) {
        return node.path(field).asText() + (node.path("atLeast").asBoolean() ? "+" : "");
    }
}
