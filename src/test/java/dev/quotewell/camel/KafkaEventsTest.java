package dev.quotewell.camel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Properties;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.kafka.DefaultKafkaClientFactory;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.camel.component.kafka.KafkaConfiguration;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Through Camel's own producer, with a client that only takes notes. */
class KafkaEventsTest {

    private static final String ONE =
            "{\"id\":\"1\",\"subject\":\"AAPL\",\"partitionkey\":\"quote:AAPL\",\"data\":{\"price\":1.10}}";
    private static final String TWO =
            "{\"nested\":{\"partitionkey\":\"no\"},\"partitionkey\":\"fx:EURUSD\",\"data\":{\"rate\":1.0800}}";

    private final MockProducer<String, byte[]> sent =
            new MockProducer<>(true, new StringSerializer(), new ByteArraySerializer());
    private final DefaultCamelContext context = new DefaultCamelContext();

    @BeforeEach
    void start() throws Exception {
        KafkaConfiguration configuration = new KafkaConfiguration();
        configuration.setBrokers("127.0.0.1:1");
        configuration.setValueSerializer(ByteArraySerializer.class.getName());
        KafkaComponent component = new KafkaComponent();
        component.setConfiguration(configuration);
        component.setKafkaClientFactory(new DefaultKafkaClientFactory() {
            @Override
            @SuppressWarnings({"rawtypes", "unchecked"}) // as the factory declares it
            public Producer getProducer(Properties properties) {
                return sent;
            }
        });
        context.addComponent("kafka", component);
        context.getRegistry().bind("kafka-events", new KafkaEvents());
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:events")
                        .errorHandler(noErrorHandler())
                        .bean("kafka-events", "key")
                        .to("kafka:events");
            }
        });
        context.start();
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    private void send(Object body) {
        context.createProducerTemplate().sendBodyAndHeader("direct:events", body, "note", "inside");
    }

    @Test
    void an_event_goes_out_as_it_is_under_its_partition_key() {
        send(ONE.getBytes(UTF_8));

        assertThat(sent.history()).singleElement().satisfies(record -> {
            assertThat(record.topic()).isEqualTo("events");
            assertThat(record.key()).isEqualTo("quote:AAPL");
            assertThat(record.value()).isEqualTo(ONE.getBytes(UTF_8));
            assertThat(record.headers()).singleElement().satisfies(header -> {
                assertThat(header.key()).isEqualTo("content-type");
                assertThat(header.value()).isEqualTo("application/cloudevents+json; charset=UTF-8".getBytes(UTF_8));
            });
        });
    }

    @Test
    void many_events_go_out_one_by_one_in_their_order() {
        send(List.of(ONE.getBytes(UTF_8), TWO.getBytes(UTF_8), ONE.getBytes(UTF_8)));

        assertThat(sent.history())
                .extracting(ProducerRecord::key)
                .containsExactly("quote:AAPL", "fx:EURUSD", "quote:AAPL");
        assertThat(sent.history())
                .extracting(record -> new String(record.value(), UTF_8))
                .containsExactly(ONE, TWO, ONE);
        assertThat(sent.history())
                .allSatisfy(record -> assertThat(record.headers()).hasSize(1));
    }

    @Test
    void many_events_have_failed_when_one_of_them_has() {
        sent.sendException = new RecordTooLargeException("too large");

        assertThatThrownBy(() -> send(List.of(ONE.getBytes(UTF_8), TWO.getBytes(UTF_8))))
                .isInstanceOf(CamelExecutionException.class)
                .hasCauseInstanceOf(RecordTooLargeException.class);
    }

    @Test
    void an_event_without_a_partition_key_goes_out_without_a_key() {
        send("{\"id\":\"1\"}".getBytes(UTF_8));
        send("[]".getBytes(UTF_8));

        assertThat(sent.history())
                .hasSize(2)
                .allSatisfy(record -> assertThat(record.key()).isNull());
    }
}
