package dev.quotewell.traffic;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.quotewell.json.Json;
import dev.quotewell.traffic.LineFields.LineFault;
import dev.quotewell.yaml.ConfigurationFaultsException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What was recorded, in the order of its moments.
 *
 * @param traffic at least one {@link Configured} and one {@link Ask}
 * @param notes what an operator should know of the files, such as a last line that is torn
 */
public record Recording(List<Traffic> traffic, List<String> notes) {

    private static final String FIRST_LINE = "{\"" + TrafficLines.RECORDING + "\"";
    private static final int MOST_FAULTS = 20;
    private static final Duration DEFAULT_OPEN = Duration.ofSeconds(30);

    public Recording {
        traffic = List.copyOf(traffic);
        notes = List.copyOf(notes);
    }

    /**
     * Reads one file, or those of several instances.
     *
     * @throws ConfigurationFaultsException what is no recording, all faults at once as {@code file:line:column: …}
     */
    public static Recording read(List<Path> files) {
        List<String> faults = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        List<Traffic> all = new ArrayList<>();
        for (Path file : files) {
            new Reader(file, faults, notes, all).read();
        }
        if (faults.isEmpty() && all.stream().noneMatch(Ask.class::isInstance)) {
            faults.add(files.get(0) + ":1:1: found no look-up of a key, allowed is a recording with one at least");
        }
        if (!faults.isEmpty()) {
            throw new ConfigurationFaultsException(faults);
        }
        all.sort(Comparator.comparing(Traffic::at));
        return new Recording(all, notes);
    }

    private static final class Reader {

        private final Path file;
        private final List<String> faults;
        private final List<String> notes;
        private final List<Traffic> traffic;
        private final int faultsBefore;
        private int number;

        private Map<String, Setup.Step> steps = new TreeMap<>();
        private Map<String, Setup.Source> sources = new TreeMap<>();
        private Map<String, Setup.Schedule> schedules = new TreeMap<>();
        private final Setup.BreakerRule[] breaker = {new Setup.BreakerRule(5, DEFAULT_OPEN)};
        private @Nullable Instant begun;
        private String instance = "";
        private boolean otherVersion;

        Reader(Path file, List<String> faults, List<String> notes, List<Traffic> traffic) {
            this.file = file;
            this.faults = faults;
            this.notes = notes;
            this.traffic = traffic;
            this.faultsBefore = faults.size();
        }

        void read() {
            try (BufferedReader lines = Files.newBufferedReader(file)) {
                String line = lines.readLine();
                while (line != null && !otherVersion && faults.size() - faultsBefore < MOST_FAULTS) {
                    number++;
                    String next = lines.readLine();
                    if (!line.isBlank()) {
                        read(line, next == null || next.startsWith(FIRST_LINE));
                    }
                    line = next;
                }
                if (number == 0) {
                    faults.add(file + ":1:1: found an empty file, allowed is a recording");
                }
                configured();
            } catch (IOException e) {
                faults.add(file + ":1:1: cannot be read (" + e.getClass().getSimpleName()
                        + "), must be a readable recording in UTF-8");
            }
        }

        /** @param last of a run: a process that was killed may have torn it */
        private void read(String text, boolean last) {
            JsonNode fields;
            try {
                fields = Json.mapper().readTree(text);
            } catch (JsonProcessingException e) {
                if (last && number > 1) {
                    notes.add(file + ":" + number + ": the last line of a run is torn, and left out");
                } else {
                    faults.add(file + ":" + number + ":" + column(e) + ": found no JSON, allowed is one object a line");
                }
                return;
            }
            try {
                read(new LineFields(text, fields));
            } catch (LineFault fault) {
                faults.add(file + ":" + number + ":" + fault.getMessage());
            }
        }

        private static int column(JsonProcessingException e) {
            return e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getColumnNr());
        }

        private void read(LineFields line) {
            if (line.has(TrafficLines.RECORDING)) {
                begin(line);
            } else if (number == 1) {
                throw new LineFault(1, "found no recording, allowed is a first line with recording and version");
            } else if (line.has(TrafficLines.GET)) {
                configured();
                traffic.add(TrafficLines.readAsk(line));
            } else if (line.has(TrafficLines.LOAD)) {
                configured();
                traffic.add(TrafficLines.readLoad(line));
            } else if (begun != null) {
                SetupLines.read(line, steps, sources, schedules, breaker);
            } else {
                throw new LineFault(
                        1,
                        "found a line of no known kind, allowed are get, load and the configuration"
                                + " after a first line");
            }
        }

        private void begin(LineFields line) {
            if (line.number("version") != TrafficLines.VERSION) {
                otherVersion = true;
                throw new LineFault(
                        1,
                        "found version " + line.number("version") + ", allowed is " + TrafficLines.VERSION
                                + ": plan with the Quotewell that recorded");
            }
            configured();
            begun = line.instant("t");
            instance = line.text("instance");
            steps = new TreeMap<>();
            sources = new TreeMap<>();
            schedules = new TreeMap<>();
        }

        /** The lines of a configuration have ended. */
        private void configured() {
            if (begun != null) {
                traffic.add(new Configured(begun, instance, new Setup(steps, sources, schedules, breaker[0])));
                begun = null;
            }
        }
    }
}
