package dev.quotewell.camel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CamelFaultsTest {

    @Test
    void names_the_route_and_what_is_wrong_there_and_quotes_no_more_of_it() {
        Throwable failure = new IllegalStateException(
                "Failed to create route: quote at: >>> to[cache-aside:quote?tll=15s] <<< in route: Route(quote)[…",
                new IllegalArgumentException("Failed to resolve endpoint: cache-aside://quote?tll=15s due to: There are"
                        + " 1 parameters that couldn't be set: [{tll=15s}]"));

        assertThat(CamelFaults.explain(failure))
                .isEqualTo(
                        "The routes cannot start: route quote: There are 1 parameters that couldn't be set: [{tll=15s}]");
    }

    @Test
    void names_the_file_and_line_where_camel_knows_them() {
        Throwable failure = new IllegalStateException(
                "Failed to start route: ticks (source: ticks.camel.yaml:5) because: CronExpression 'hello' is invalid.",
                new IllegalArgumentException("CronExpression 'hello' is invalid."));

        assertThat(CamelFaults.explain(failure))
                .isEqualTo("The routes cannot start: ticks.camel.yaml:5: CronExpression 'hello' is invalid.");
    }

    @Test
    void an_error_without_a_message_is_told_by_its_kind() {
        assertThat(CamelFaults.explain(new IllegalStateException()))
                .isEqualTo("The routes cannot start: IllegalStateException");
    }
}
