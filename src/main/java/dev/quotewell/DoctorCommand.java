package dev.quotewell;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quotewell.cli.Colour;
import dev.quotewell.doctor.Doctor;
import dev.quotewell.doctor.Finding;
import dev.quotewell.doctor.Finding.Level;
import dev.quotewell.json.Json;
import dev.quotewell.settings.InvalidSettingsException;
import dev.quotewell.settings.Settings;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code quotewell doctor}: looks at what a run needs, running or not. */
@Command(
        name = "doctor",
        description = "Looks at all that Quotewell needs, and says what to do about what is not as it should be.",
        footer = {
            "",
            "Redis: version, persistence, memory and what happens when it is full, latency,",
            "rights, TLS, clients. Providers: key, host, what is left of the budget; no call",
            "is made. Clock, holidays, files with secrets, access, ports. Quotewell need",
            "not run. Give it the profile and the environment that run has.",
            "",
            "Examples:",
            "  quotewell doctor",
            "  quotewell doctor --profile prod",
            "  quotewell doctor --json | jq '.findings[] | select(.level != \"ok\")'",
            "",
            "Exit codes: 0 no fault (there may be warnings), 1 faults, 2 wrong use"
        })
final class DoctorCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--config",
            paramLabel = "DIR",
            defaultValue = "config",
            description = "The folder of the settings. Default: ${DEFAULT-VALUE}")
    private Path config = Path.of("config");

    @Option(
            names = "--profile",
            paramLabel = "NAME",
            defaultValue = "",
            description = "Reads application-NAME.properties too, as run does.")
    private String profile = "";

    @Option(
            names = "--json",
            description = "Print {\"faults\": n, \"warnings\": n, \"findings\": [{level, about, …}]}.")
    private boolean json;

    private final InstantSource clock = InstantSource.system();
    private String heading = "";

    @Override
    public Integer call() {
        Map<String, String> environment = System.getenv();
        PrintWriter out = spec.commandLine().getOut();
        List<Finding> findings = new ArrayList<>();
        Consumer<Finding> told = finding -> {
            findings.add(finding);
            if (!json) {
                print(out, finding);
            }
        };
        Runnable loud = Main.quieten();
        try {
            Settings settings = Settings.read(config, profile, environment, Map.of());
            Doctor.examine(
                    new Doctor.Patient(
                            settings,
                            environment,
                            new Secrets(environment)::find,
                            exposure(settings, environment),
                            clock),
                    told);
        } catch (InvalidSettingsException e) {
            told.accept(new Finding(
                    Level.FAULT,
                    "settings",
                    String.valueOf(e.getMessage()),
                    "Nothing else was looked at: with these it does not start"));
        } finally {
            loud.run();
        }
        long faults = count(findings, Level.FAULT);
        long warnings = count(findings, Level.WARNING);
        out.println(json ? json(findings, faults, warnings) : "\n" + summary(faults, warnings));
        out.flush();
        return faults == 0 ? 0 : 1;
    }

    private static Optional<String> exposure(Settings settings, Map<String, String> environment) {
        try {
            Exposure.check(settings, environment);
            return Optional.empty();
        } catch (CannotStartException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** Under the name of what it is about, once. */
    private void print(PrintWriter out, Finding finding) {
        if (!finding.about().equals(heading)) {
            heading = finding.about();
            out.println(Colour.BOLD.on(heading));
        }
        String mark = switch (finding.level()) {
            case OK -> Colour.GREEN.on("ok") + "      ";
            case WARNING -> Colour.YELLOW.on("warning") + " ";
            case FAULT -> Colour.RED.on("FAULT") + "   ";
        };
        out.println("  " + mark + finding.found().replace("\n", "\n          "));
        if (!finding.advice().isEmpty()) {
            out.println("          -> " + finding.advice());
        }
        out.flush();
    }

    private static String summary(long faults, long warnings) {
        if (faults == 0 && warnings == 0) {
            return "All is well";
        }
        return (faults == 1 ? "1 fault, " : faults + " faults, ")
                + (warnings == 1 ? "1 warning" : warnings + " warnings");
    }

    private static long count(List<Finding> findings, Level level) {
        return findings.stream().filter(finding -> finding.level() == level).count();
    }

    private static ObjectNode json(List<Finding> findings, long faults, long warnings) {
        ObjectNode json = Json.mapper().createObjectNode().put("faults", faults).put("warnings", warnings);
        ArrayNode list = json.putArray("findings");
        findings.stream().map(Finding::json).forEach(list::add);
        return json;
    }
}
