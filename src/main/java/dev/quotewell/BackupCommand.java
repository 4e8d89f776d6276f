package dev.quotewell;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quotewell.cli.Amount;
import dev.quotewell.json.Json;
import dev.quotewell.redis.Backup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "backup",
        description =
                "Writes all data of the embedded Redis into one file, as of one moment; Quotewell may run meanwhile.",
        footer = {
            "",
            "Examples:",
            "  quotewell backup                    data/backups/quotewell-<moment>.zip",
            "  quotewell backup --to /mnt/backups  the same name in another folder",
            "  quotewell backup --to friday.zip --json",
            "",
            "For a Redis of your own: docs/redis.md.",
            "",
            "Exit codes: 0 written, 1 not written, 2 wrong use"
        })
final class BackupCommand extends EmbeddedRedisCommand {

    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("'quotewell-'yyyyMMdd'T'HHmmss'Z.zip'").withZone(ZoneOffset.UTC);

    @Option(
            names = "--to",
            paramLabel = "FILE",
            description = "A new file, or a folder. Default: a file named after the moment in data/backups.")
    private @Nullable Path to;

    @Override
    JsonNode work(Path data, Path directory) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        Backup.Taken taken = Backup.take(directory, file(data, now), now);
        return Json.mapper()
                .createObjectNode()
                .put("file", taken.file().toString())
                .put("takenAt", taken.at().toString())
                .put("keys", taken.keys())
                .put("bytes", taken.bytes());
    }

    private Path file(Path data, Instant now) {
        Path chosen = to;
        if (chosen == null) {
            return data.resolve("backups").resolve(NAME.format(now));
        }
        return Files.isDirectory(chosen) ? chosen.resolve(NAME.format(now)) : chosen;
    }

    @Override
    List<String> lines(JsonNode done) {
        return List.of("Backed up " + keys(done.path("keys").asLong()) + " to "
                + done.path("file").asText() + " ("
                + Amount.bytes(done.path("bytes").asLong()) + ")");
    }
}
