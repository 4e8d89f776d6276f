package dev.quotewell;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.joran.spi.JoranException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The log as it ships. */
class LogPatternTest {

    private final LoggerContext context = new LoggerContext();

    @AfterEach
    void stop() {
        context.stop();
    }

    private String written(String message, @Nullable Throwable failure) throws JoranException {
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure("src/main/resources/logback.xml");
        ConsoleAppender<ILoggingEvent> console =
                (ConsoleAppender<ILoggingEvent>) context.getLogger("ROOT").getAppender("console");
        LoggingEvent event =
                new LoggingEvent("", context.getLogger("dev.quotewell.Any"), Level.WARN, message, failure, null);
        return new String(console.getEncoder().encode(event), StandardCharsets.UTF_8);
    }

    @Test
    void what_a_stranger_wrote_cannot_pass_for_a_line_of_ours() throws JoranException {
        String log = written("went to qw:dlq: x\r\n12:00:00.000 INFO  Application - all is well", null);

        assertThat(log).endsWith("WARN  Any - went to qw:dlq: x?\n    12:00:00.000 INFO  Application - all is well\n");
    }

    @Test
    void what_a_stranger_wrote_does_not_steer_a_terminal() throws JoranException {
        assertThat(written("\u001b[2Jgone \u009b31m \0", new IllegalStateException("\u001b]0;title\u0007")))
                .contains("Any - ?[2Jgone ?31m ?\n", "IllegalStateException: ?]0;title?")
                .doesNotContain("\u001b", "\u009b", "\0", "\u0007");
    }
}
