package dev.quotewell.reload;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quotewell.lint.Fault;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which configuration runs, and what became of the last change.
 *
 * @param generation 1 for the one that was started with, one more for each that was taken over
 * @param files whose change brought it; none for the first
 * @param restart what was changed and holds from the next start on
 * @param rejected the last change, where it was not taken over
 */
public record ReloadStatus(
        int generation,
        Instant since,
        List<String> files,
        List<String> restart,
        @Nullable Rejected rejected) {

    /** @param faults one at least */
    public record Rejected(Instant at, List<Fault> faults) {

        public Rejected {
            faults = List.copyOf(faults);
        }
    }

    public ReloadStatus {
        files = List.copyOf(files);
        restart = List.copyOf(restart);
    }

    static ReloadStatus first(Instant now) {
        return new ReloadStatus(1, now, List.of(), List.of(), null);
    }

    ReloadStatus rejecting(Instant now, List<Fault> faults) {
        return new ReloadStatus(generation, since, files, restart, new Rejected(now, faults));
    }

    /** The files are as they run again. */
    ReloadStatus mended() {
        return new ReloadStatus(generation, since, files, restart, null);
    }

    ReloadStatus next(Instant now, List<String> changed, List<String> atRestart) {
        return new ReloadStatus(generation + 1, now, changed, atRestart, null);
    }

    /** As {@code GET /v1/status} has it under {@code configuration}. */
    public ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("generation", generation)
                .put("since", since.truncatedTo(ChronoUnit.MILLIS).toString());
        ArrayNode changed = json.putArray("files");
        files.forEach(changed::add);
        if (!restart.isEmpty()) {
            ArrayNode waiting = json.putArray("restart");
            restart.forEach(waiting::add);
        }
        if (rejected != null) {
            ObjectNode last = json.putObject("rejected");
            last.put("at", rejected.at().truncatedTo(ChronoUnit.MILLIS).toString());
            ArrayNode faults = last.putArray("faults");
            rejected.faults().forEach(fault -> faults.add(fault.json()));
        }
        return json;
    }
}
