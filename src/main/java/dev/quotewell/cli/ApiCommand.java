package dev.quotewell.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quotewell.settings.InvalidSettingsException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Asks the Quotewell that runs, and prints what it answers: as JSON, or for people. */
abstract class ApiCommand implements Callable<Integer> {

    static final int DONE = 0;
    static final int FAULTS = 1;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private RunningApi api = new RunningApi();

    @Option(names = "--json", description = "Print what the HTTP API answers.")
    private boolean json;

    /** @throws RefusedException there is no answer, or the answer is a problem */
    abstract JsonNode ask(RunningApi running) throws InterruptedException;

    abstract List<String> lines(JsonNode answer);

    /** {@link #DONE} or {@link #FAULTS}. */
    int code(JsonNode answer) {
        return DONE;
    }

    CommandLine.ParameterException wrongUse(String message) {
        return new CommandLine.ParameterException(spec.commandLine(), message);
    }

    @Override
    public Integer call() throws InterruptedException {
        try {
            JsonNode answer = ask(api);
            List<String> lines = json ? List.of(PlainText.line(answer.toString())) : lines(answer);
            lines.forEach(spec.commandLine().getOut()::println);
            spec.commandLine().getOut().flush();
            return code(answer);
        } catch (RefusedException | InvalidSettingsException e) {
            spec.commandLine().getErr().println(PlainText.lines(String.valueOf(e.getMessage())));
            return FAULTS;
        }
    }

    /** In the largest unit that fits: {@code 59s}, {@code 3m}, {@code 2h}, {@code 7d}; a line where nothing is told. */
    static String time(JsonNode seconds) {
        if (!seconds.isNumber()) {
            return "-";
        }
        return Amount.time(seconds.asLong());
    }
}
