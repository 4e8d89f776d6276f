package dev.quotewell.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import dev.quotewell.message.Request;
import dev.quotewell.provider.Datasets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WatchlistsTest {

    private static final Instant TICK = Instant.parse("2026-11-23T15:00:00Z");
    private static final Datasets DATASETS = Datasets.read(Path.of("config/datasets"));

    @TempDir
    Path folder;

    private List<Request> requests(String text) throws IOException {
        Files.writeString(folder.resolve("mine.yaml"), text.replace("~", "\n"));
        return new Watchlists(folder, DATASETS)
                .requests("mine", TICK).stream().map(Request::parse).toList();
    }

    @Test
    void the_shipped_list_makes_requests() {
        assertThat(new Watchlists(Path.of("config/watchlists"), DATASETS).requests("us-shares", TICK))
                .isNotEmpty();
    }

    @Test
    void many_keys_become_several_requests_whose_ids_tell_the_tick() throws Exception {
        String keys = IntStream.range(0, 45).mapToObj(i -> "A" + i).collect(Collectors.joining(", "));

        assertThat(requests("dataset: quote~keys: [" + keys + "]"))
                .extracting(Request::id, request -> request.keys().size())
                .containsExactly(
                        tuple("schedule/mine/2026-11-23T15:00:00Z/0", 20),
                        tuple("schedule/mine/2026-11-23T15:00:00Z/1", 20),
                        tuple("schedule/mine/2026-11-23T15:00:00Z/2", 5));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    dataset: quotes~keys: [A]              | mine.yaml:1: found quotes in dataset, allowed is one of bars, fx, profile, quote, series
                    keys: [A]                              | mine.yaml:1: found no dataset, allowed is one of bars, fx
                    keys: []~dataset: quote                | mine.yaml:1: found no keys, allowed is a list of at least one
                    dataset: quote~keys: A                 | mine.yaml:2: found no list in keys, allowed is a list
                    dataset: quote~keys: [A, ../x]         | mine.yaml:2: found ../x in keys, allowed are keys of quote
                    dataset: quote~keys: [A]~every: 1m     | mine.yaml:3: found every, allowed here are dataset, keys
                    dataset: quote~keys: [A                | mine.yaml:2: found broken YAML
                    """)
    void what_is_wrong_is_told_with_its_line_and_what_is_allowed(String text, String told) {
        assertThatThrownBy(() -> requests(text)).hasMessageContaining(told);
    }

    @Test
    void a_missing_file_is_told_by_its_name() {
        assertThatThrownBy(() -> new Watchlists(folder, DATASETS).requests("none", TICK))
                .hasMessageContaining("none.yaml: there is no such watchlist");
    }
}
