package dev.quotewell.camel;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

class DirectTargetsTest {

    @Test
    void finds_a_misspelled_name_and_nothing_else() throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:quote").to("direct:finnhub").to("direct:finhub");
                    from("direct:finnhub").log("here");
                }
            });
            context.start();

            assertThat(DirectTargets.withoutRoute(context)).containsExactly("direct:finhub");
        }
    }
}
