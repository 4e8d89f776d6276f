package dev.quotewell.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ColourTest {

    @Test
    void only_a_terminal_gets_colours() {
        assertThat(Colour.RED.on("FAULT", true)).isEqualTo("\u001b[31mFAULT\u001b[39m");
        assertThat(Colour.BOLD.on("redis", true)).isEqualTo("\u001b[1mredis\u001b[22m");
        assertThat(Colour.RED.on("FAULT", false)).isEqualTo("FAULT");
        assertThat(Colour.RED.on("FAULT")).as("a test runs on no terminal").isEqualTo("FAULT");
    }
}
