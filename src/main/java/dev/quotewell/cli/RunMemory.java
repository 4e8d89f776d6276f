package dev.quotewell.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quotewell.json.Json;
import dev.quotewell.provider.Watchlist;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/**
 * Remembers the run of a job that has not come to its end, in {@code <quotewell.data>/ingest/<job>.json}: the same run
 * sends requests with the same ids, and those that are done already are answered at once.
 */
final class RunMemory {

    /** Shorter than requests are remembered, so that a run which goes on still finds its results. */
    private static final Duration GOES_ON_FOR = Duration.ofHours(20);

    private final Path file;

    RunMemory(Path data, String job) {
        this.file = data.resolve("ingest").resolve(job + ".json");
    }

    /**
     * The run to go on with: the remembered one, if it is young enough and asks for the same; else a new one.
     *
     * @throws RefusedException nothing can be written there
     */
    String begin(Watchlist watchlist, Instant now, boolean fresh) {
        String asked = watchlist.dataset() + " " + String.join(" ", watchlist.keys());
        try {
            if (!fresh && Files.isRegularFile(file)) {
                JsonNode known = Json.mapper().readTree(file.toFile());
                if (known.path("asked").asText().equals(asked) && isYoung(known, now)) {
                    return known.path("run").asText();
                }
            }
        } catch (IOException | DateTimeException e) {
            // What cannot be read is as good as nothing: a new run asks for all keys once more.
        }
        String run = now.truncatedTo(ChronoUnit.SECONDS) + "-"
                + UUID.randomUUID().toString().substring(0, 8);
        try {
            Files.createDirectories(file.getParent());
            Path whole = Files.createTempFile(file.getParent(), "run", ".json");
            Files.write(
                    whole,
                    Json.bytes(Json.mapper()
                            .createObjectNode()
                            .put("run", run)
                            .put("begun", now.toString())
                            .put("asked", asked)));
            Files.move(whole, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new RefusedException(file + " cannot be written: quotewell.data must be a directory that can", e);
        }
        return run;
    }

    private static boolean isYoung(JsonNode known, Instant now) {
        Instant begun = Instant.parse(known.path("begun").asText());
        return !known.path("run").asText().isEmpty() && !begun.isAfter(now) && now.isBefore(begun.plus(GOES_ON_FOR));
    }

    /** The run has come to its end: the next one is a new one. */
    void end() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new RefusedException(file + " cannot be deleted: the next run would go on with this one", e);
        }
    }
}
