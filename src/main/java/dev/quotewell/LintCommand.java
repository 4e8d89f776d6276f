package dev.quotewell;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quotewell.cli.Colour;
import dev.quotewell.cli.FileOptions;
import dev.quotewell.lint.Fault;
import dev.quotewell.lint.Lint;
import dev.quotewell.settings.SettingsSource;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code quotewell lint}: the faults of routes and configuration, told before anything runs with them. */
@Command(
        name = "lint",
        description = "Checks routes and configuration without running them, and tells all faults at once.",
        footer = {
            "",
            "Each fault is one line: file:line:column: what was found, what is allowed.",
            "With PATH only the faults of these files and folders are told; the others are",
            "read all the same, for what refers to them.",
            "",
            "Examples:",
            "  quotewell lint",
            "  quotewell lint routes/quote.camel.yaml",
            "  quotewell lint --profile prod,kafka --json",
            "",
            "Exit codes: 0 no fault, 1 faults, 2 wrong use"
        })
final class LintCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private FileOptions where = new FileOptions();

    @Option(
            names = "--profile",
            paramLabel = "NAME",
            defaultValue = "",
            description = "Reads application-NAME.properties too, such as prod; prod,kafka reads both.")
    private String profile = "";

    @Option(names = "--json", description = "Print {\"files\": n, \"faults\": [{file, line, column, message}]}.")
    private boolean json;

    @Parameters(arity = "0..*", paramLabel = "PATH", description = "Files and folders; none for all.")
    private List<Path> paths = new ArrayList<>();

    private final InstantSource clock = InstantSource.system();

    @Override
    public Integer call() {
        Lint.Report report;
        try {
            SettingsSource settings = new SettingsSource(where.config(), profile, System.getenv(), Map.of());
            report = Lint.check(new Lint.Surroundings(settings, where.routes(), clock.instant()), paths);
        } catch (IllegalArgumentException wrongUse) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), String.valueOf(wrongUse.getMessage()), wrongUse);
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(json(report));
        } else {
            report.faults().forEach(fault -> out.println(Colour.BOLD.on(fault.place() + ":") + " " + fault.message()));
            out.println(summary(report));
        }
        out.flush();
        return report.faults().isEmpty() ? 0 : 1;
    }

    private static String summary(Lint.Report report) {
        int faults = report.faults().size();
        String files = report.files() == 1 ? "1 file" : report.files() + " files";
        return faults == 0
                ? files + " checked, no fault"
                : files + " checked, " + faults + (faults == 1 ? " fault" : " faults");
    }

    private static ObjectNode json(Lint.Report report) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("files", report.files());
        ArrayNode faults = json.putArray("faults");
        report.faults().stream().map(Fault::json).forEach(faults::add);
        return json;
    }
}
