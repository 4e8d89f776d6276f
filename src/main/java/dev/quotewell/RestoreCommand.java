package dev.quotewell;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quotewell.json.Json;
import dev.quotewell.redis.Restore;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "restore",
        description = "Puts a backup in the place of the embedded Redis' data; Quotewell must be stopped.",
        footer = {
            "",
            "The file is checked, and loaded beside the old data, before that is touched.",
            "The old data is kept under another name: remove it when all is well.",
            "",
            "Examples:",
            "  quotewell restore data/backups/quotewell-20260102T030405Z.zip",
            "  quotewell restore friday.zip --json",
            "",
            "Exit codes: 0 restored, 1 not restored and nothing changed, 2 wrong use"
        })
final class RestoreCommand extends EmbeddedRedisCommand {

    @Parameters(paramLabel = "FILE", description = "What quotewell backup wrote.")
    private Path file = Path.of("");

    @Override
    JsonNode work(Path data, Path directory) {
        Restore.Done done = Restore.from(file, directory, Instant.now());
        ObjectNode json = Json.mapper()
                .createObjectNode()
                .put("keys", done.keys())
                .put("takenAt", done.takenAt().toString());
        done.keptAside().ifPresent(aside -> json.put("keptAside", aside.toString()));
        return json;
    }

    @Override
    List<String> lines(JsonNode done) {
        List<String> lines = new ArrayList<>();
        lines.add("Restored " + keys(done.path("keys").asLong()) + " as of "
                + done.path("takenAt").asText());
        if (done.has("keptAside")) {
            lines.add("The data before is in " + done.path("keptAside").asText());
        }
        return lines;
    }
}
