package dev.quotewell.camel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotewell.message.Problem;
import org.apache.camel.component.direct.DirectConsumerNotAvailableException;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

class ProblemsTest {

    @Test
    void a_dataset_whose_route_was_taken_away_is_unavailable_and_tells_no_endpoint() {
        Exception noRoute = new DirectConsumerNotAvailableException(
                "No consumers available on endpoint: direct://profile", new DefaultExchange(new DefaultCamelContext()));

        Problem problem = Problems.of(noRoute);

        assertThat(problem.type()).isEqualTo(Problem.Type.UNAVAILABLE);
        assertThat(problem.detail()).isEqualTo("No route answers this at present");
    }
}
