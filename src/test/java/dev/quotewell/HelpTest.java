package dev.quotewell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** What {@code --help} and wrong use print. */
class HelpTest {

    private static final int COLUMNS = 80;

    private static Stream<CommandLine> commands() {
        return all(Main.commandLine());
    }

    private static Stream<CommandLine> all(CommandLine command) {
        return Stream.concat(
                Stream.of(command),
                command.getSubcommands().values().stream()
                        // This one is picocli's own.
                        .filter(sub -> !(sub.getCommand() instanceof AutoComplete.GenerateCompletion))
                        .flatMap(HelpTest::all));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void every_command_has_examples_and_exit_codes_in_eighty_columns(CommandLine command) {
        String help = command.getUsageMessage(Ansi.OFF);

        assertThat(help).contains("\nExamples:\n").contains("\nExit codes: 0 ");
        assertThat(help.lines()).allMatch(line -> line.length() <= COLUMNS);
        assertThat(command.getCommandSpec().usageMessage().footer())
                .as("lines that are not broken in two")
                .allMatch(line -> line.length() < COLUMNS);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "stauts; There is no command 'stauts'|Did you mean: quotewell status; See quotewell --help",
                "cache evcit; There is no command 'evcit'|Did you mean: cache evict?; See quotewell cache --help",
                "cache; Missing what to do: stats, keys, show, evict or warm; See quotewell cache --help",
                "get quote; Missing required parameter: 'KEY'; See quotewell get --help",
                "get quote AAPL --jsno; Unknown option: '--jsno'|Possible solutions: --json; See quotewell get --help"
            })
    void wrong_use_is_told_in_a_few_lines(String line, String told, String help) {
        StringWriter err = new StringWriter();

        int code = Main.commandLine().setErr(new PrintWriter(err)).execute(line.split(" ", -1));

        assertThat(code).isEqualTo(2);
        assertThat(err.toString().lines().toList().toString()).contains(told.replace("|", ", "));
        assertThat(err.toString().lines()).hasSizeLessThan(4).last().asString().startsWith(help);
    }
}
