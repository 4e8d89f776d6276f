package dev.quotewell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.AutoComplete;

/** What a shell offers after the tabulator, by the script that {@code quotewell generate-completion} prints. */
class CompletionTest {

    @TempDir
    private static Path folder;

    /** @param words what was typed, the last of them unfinished */
    private static List<String> offered(String words) throws IOException, InterruptedException {
        Path script =
                Files.writeString(folder.resolve("completion"), AutoComplete.bash("quotewell", Main.commandLine()));
        String[] typed = words.split(" ", -1);
        return run(
                "bash",
                "source " + script + "; COMP_WORDS=(quotewell \"$@\"); COMP_CWORD=$#; _complete_quotewell;"
                        + " printf '%s\\n' \"${COMPREPLY[@]}\"",
                typed);
    }

    private static List<String> run(String shell, String script, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(shell, "-c", script, shell));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return output.lines().map(String::strip).toList();
    }

    @ParameterizedTest
    @CsvSource({
        "'',                 doctor",
        "'ca',               cache",
        "'cache ',           warm",
        "'cache s',          stats",
        "'run --pro',        --profile",
        "'plan --ag',        --against",
        "'dlq replay --',    --all",
        "'get ',             quote",
        "'get q',            quote",
        "'cache evict --dataset f', fx",
        "'ingest ',          us-shares",
        "'providers finn',   finnhub",
        "'key --role ',      operate"
    })
    void bash_offers_commands_and_options(String typed, String offer) throws IOException, InterruptedException {
        assumeTrue(isThere("bash"), "skipped: no bash here");

        assertThat(offered(typed)).contains(offer);
    }

    @Test
    void zsh_takes_the_same_script() throws IOException, InterruptedException {
        assumeTrue(isThere("zsh"), "skipped: no zsh here");
        Path script =
                Files.writeString(folder.resolve("completion"), AutoComplete.bash("quotewell", Main.commandLine()));

        assertThat(run(
                        "zsh",
                        "autoload -U +X compinit && compinit -u; source " + script
                                + "; print -r -- ${_comps[quotewell]}"))
                .singleElement()
                .asString()
                .contains("_complete_quotewell");
    }

    private static boolean isThere(String shell) {
        return List.of(System.getenv("PATH").split(":", -1)).stream()
                .anyMatch(path -> Files.isExecutable(Path.of(path, shell)));
    }
}
