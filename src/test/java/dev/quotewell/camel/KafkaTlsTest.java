package dev.quotewell.camel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Properties;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.camel.component.kafka.KafkaConfiguration;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.Test;

/** The settings of TLS that {@code application-kafka.properties} names reach Kafka's own clients. */
class KafkaTlsTest {

    @Test
    void an_authority_and_a_certificate_of_our_own_are_handed_to_producers_and_consumers() {
        Main camel = new Main();
        camel.setPropertyPlaceholderLocations("false");
        Map.of(
                        "security-protocol", "SSL",
                        "ssl-truststore-type", "PEM",
                        "ssl-truststore-location", "/run/secrets/kafka-ca.crt",
                        "ssl-keystore-type", "PEM",
                        "ssl-keystore-location", "/run/secrets/quotewell-kafka.pem")
                .forEach((name, value) -> camel.addInitialProperty("camel.component.kafka." + name, value));

        camel.start();
        try {
            KafkaConfiguration configuration = camel.getCamelContext()
                    .getComponent("kafka", KafkaComponent.class)
                    .getConfiguration();
            for (Properties of :
                    new Properties[] {configuration.createProducerProperties(), configuration.createConsumerProperties()
                    }) {
                assertThat(of)
                        .containsEntry("security.protocol", "SSL")
                        .containsEntry("ssl.truststore.type", "PEM")
                        .containsEntry("ssl.truststore.location", "/run/secrets/kafka-ca.crt")
                        .containsEntry("ssl.keystore.type", "PEM")
                        .containsEntry("ssl.keystore.location", "/run/secrets/quotewell-kafka.pem");
            }
        } finally {
            camel.stop();
        }
    }
}
