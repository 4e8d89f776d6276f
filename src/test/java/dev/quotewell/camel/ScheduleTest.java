package dev.quotewell.camel;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quotewell.market.Markets;
import java.nio.file.Path;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a route may say. */
class ScheduleTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    cron=RAW(* * * *)                            | cron is * * * * (
                    cron=RAW(99 * * * * ?)                       | must be a Quartz cron: seconds, minutes, hours
                    cron=RAW(0 * * * * ?)&timeZone=New_York      | timeZone is New_York, must be a zone such as UTC
                    cron=RAW(0 * * * * ?)&onlyInSession=XNYX     | onlyInSession is XNYX, must be one of BVMF, CRYPTO,
                    cron=RAW(0 * * * * ?)&missedRun=later        | missedRun is later, must be skip, runOnce or catchUp
                    cron=RAW(0 * * * * ?)&overlap=wait           | overlap is wait, must be skip or queue
                    cron=RAW(0 * * * * ?)&missedRun=catchUp      | overlap must be queue
                    cron=RAW(0 * * * * ?)&grace=0s               | grace is 0ms, must be at least 1ms
                    cron=RAW(x)&timeZone=y&overlap=z             | timeZone is y
                    cron=RAW(x)&timeZone=y&overlap=z             | cron is x
                    cron=RAW(x)&timeZone=y&overlap=z             | overlap is z
                    """)
    void what_is_wrong_is_told_at_the_start_with_what_is_allowed(String parameters, String told) throws Exception {
        CamelContext context = new DefaultCamelContext();
        context.getRegistry().bind("markets", Markets.read(Path.of("config/markets")));
        try {
            assertThatThrownBy(() ->
                            context.getEndpoint("schedule:mine?" + parameters).createConsumer(exchange -> {}))
                    .hasMessageStartingWith("schedule:mine: ")
                    .hasMessageContaining(told);
        } finally {
            context.stop();
        }
    }
}
