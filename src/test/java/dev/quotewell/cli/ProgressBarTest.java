package dev.quotewell.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ProgressBarTest {

    private final StringWriter terminal = new StringWriter();

    @Test
    void is_one_line_that_is_written_over_and_leaves_nothing_behind() {
        try (ProgressBar bar = new ProgressBar(new PrintWriter(terminal), 4, true)) {
            bar.show(1);
            bar.show(4);
        }

        assertThat(terminal.toString().split("\r", -1))
                .containsExactly(
                        "",
                        "[" + " ".repeat(30) + "] 0/4",
                        "[" + "=".repeat(7) + " ".repeat(23) + "] 1/4",
                        "[" + "=".repeat(30) + "] 4/4",
                        " ".repeat(36),
                        "");
    }

    @Test
    void nothing_gets_into_a_file_or_a_pipe() {
        try (ProgressBar bar = new ProgressBar(new PrintWriter(terminal), 4, false)) {
            bar.show(4);
        }

        assertThat(terminal.toString()).isEmpty();
    }
}
