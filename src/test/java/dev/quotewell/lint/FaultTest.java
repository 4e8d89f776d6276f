package dev.quotewell.lint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quotewell.yaml.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FaultTest {

    @Test
    void is_one_line_that_editors_link() {
        Fault fault = new Fault(new Place("routes/a.camel.yaml", 3, 9), "found x,\n  allowed is y");

        assertThat(fault).hasToString("routes/a.camel.yaml:3:9: found x, allowed is y");
        assertThat(fault.json())
                .hasToString("{\"file\":\"routes/a.camel.yaml\",\"line\":3,\"column\":9,"
                        + "\"message\":\"found x, allowed is y\"}");
    }

    @Test
    void faults_stand_in_the_order_of_their_places() {
        Fault third = new Fault(new Place("b", 1, 1), "x");
        Fault second = new Fault(new Place("a", 10, 2), "x");
        Fault first = new Fault(new Place("a", 2, 30), "x");

        assertThat(Stream.of(third, second, first).sorted()).containsExactly(first, second, third);
    }

    @Test
    void a_place_counts_from_one() {
        assertThatThrownBy(() -> new Place("a", 0, 1)).hasMessage("found 0:1, must be at least 1:1");
    }

    @Test
    void what_a_reader_told_gets_the_column_of_its_text_and_a_suggestion(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("x.yaml"), "a:\n    limt: 5\n");

        Fault fault = Fault.told(file + ":2: found apiBudget.limt, allowed in apiBudget are limit, per", new Lines());

        assertThat(fault.place()).isEqualTo(new Place(file.toString(), 2, 5));
        assertThat(fault.message())
                .isEqualTo("found apiBudget.limt, allowed in apiBudget are limit, per; did you mean limit?");
    }
}
