package dev.quotewell.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoleTest {

    private static final Pattern PATH = Pattern.compile("platform-http:(\\S+)");

    @ParameterizedTest
    @CsvSource({
        "GET, /v1/{dataset}/{key}, READ",
        "HEAD, /v1/{dataset}/{key}, READ",
        "GET, /v1/{dataset}, READ",
        "GET, /openapi.json, READ",
        "POST, /v1/requests, REQUEST",
        "GET, /v1/requests/{id}, REQUEST",
        "GET, /v1/providers, OPERATE",
        "GET, /v1/dlq/{id}, OPERATE",
        "POST, /v1/dlq/replay, OPERATE",
        "DELETE, /v1/entries, OPERATE",
        "POST, /v1/{dataset}/{key}, OPERATE",
        "GET, /v1/requestsofall, OPERATE",
    })
    void the_route_and_the_method_say_which_role_it_takes(String method, String route, Role needed) {
        assertThat(Role.needed(method, route)).isEqualTo(needed);
    }

    @Test
    void a_path_that_nobody_thought_of_is_for_operators() {
        assertThat(Role.needed("GET", "/v1/whatever-comes-next")).isEqualTo(Role.OPERATE);
    }

    @Test
    void of_all_shipped_routes_only_these_are_for_readers() throws IOException {
        List<String> readable;
        try (Stream<Path> files = Files.list(Path.of("routes"))) {
            readable = files.filter(Files::isRegularFile)
                    .flatMap(file -> paths(file).stream())
                    .filter(path -> Role.needed("GET", path) == Role.READ)
                    .toList();
        }

        assertThat(readable).containsExactlyInAnyOrder("/v1/{dataset}/{key}", "/v1/{dataset}", "/openapi.json");
    }

    private static List<String> paths(Path file) {
        try {
            Matcher matcher = PATH.matcher(Files.readString(file));
            return matcher.results().map(result -> result.group(1)).toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
