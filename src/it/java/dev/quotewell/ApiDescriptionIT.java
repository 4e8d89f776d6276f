package dev.quotewell;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import dev.quotewell.access.KeyHash;
import dev.quotewell.json.Json;
import dev.quotewell.redis.EmbeddedRedis;
import dev.quotewell.sample.SampleMarket;
import dev.quotewell.settings.Settings;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.XAddArgs;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code /openapi.json} says of each operation, held against what the operation answers. */
@TestInstance(Lifecycle.PER_CLASS)
class ApiDescriptionIT {

    private static final String KEY = "qw_a-key-of-this-test-and-no-other";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Pattern BEGINNING =
            Pattern.compile("uri: platform-http:(\\S+)\\s+parameters:\\s+httpMethodRestrict: (\\w+)");

    /** One of its requests for each operation, and some that it refuses. */
    private record Operation(String method, String path, String target, String body) {
        @Override
        public String toString() {
            return method + " " + target;
        }
    }

    private final HttpClient http = HttpClient.newHttpClient();
    private SampleMarket market;
    private EmbeddedRedis server;
    private RedisClient client;
    private Application application;
    private JsonNode description;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        market = SampleMarket.start(0, 1, InstantSource.system());
        server = EmbeddedRedis.start(directory.resolve("redis"));
        client = RedisClient.create(RedisURI.create(server.uri()));
        RedisCommands<String, String> redis = client.connect().sync();
        Map<String, String> settings = TestSettings.of(server.uri(), market, directory.resolve("data"));
        settings.put(
                "quotewell.api.keys-file",
                Files.writeString(
                                directory.resolve("keys.yaml"),
                                "all: { roles: [read, request, operate], sha256: "
                                        + KeyHash.of(KEY).hex() + " }\n")
                        .toString());
        application =
                Application.of(Settings.read(Path.of("config"), "", Map.of(), settings), Path.of("routes"), Map.of());
        application.start();
        description = json(ask("GET", "/openapi.json", ""));
        // A dead letter and an answered request, to be looked at.
        redis.xadd(
                "qw:dlq",
                new XAddArgs().id("1767225600000-0"),
                Map.of("body", "hello", "reason", "no JSON", "stream", "qw:requests"));
        ask("POST", "/v1/requests", "{\"id\":\"r-1\",\"dataset\":\"quote\",\"keys\":[\"AAPL\",\"NOSUCH\"]}");
        Patience.until(
                "the request is answered",
                () -> ask("GET", "/v1/requests/r-1", "").body().contains("\"done\""));
    }

    @AfterAll
    void stop() {
        application.close();
        client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
        server.close();
        market.close();
    }

    private HttpResponse<String> ask(String method, String target, String body) {
        try {
            return http.send(
                    HttpRequest.newBuilder(URI.create(application.api() + target))
                            .timeout(PATIENCE)
                            .header("Authorization", "Bearer " + KEY)
                            .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                            .build(),
                    BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode json(HttpResponse<String> response) throws IOException {
        return Json.mapper().readTree(response.body());
    }

    private static Operation get(String path, String target) {
        return new Operation("GET", path, target, "");
    }

    static List<Operation> operations() {
        return List.of(
                get("/v1/quote/{symbol}", "/v1/quote/AAPL"),
                get("/v1/quote/{symbol}", "/v1/quote/NOSUCH"),
                get("/v1/quote/{symbol}", "/v1/quote/.."),
                get("/v1/quote", "/v1/quote?keys=AAPL,MSFT,NOSUCH,.."),
                get("/v1/quote", "/v1/quote"),
                get("/v1/fx/{symbol}", "/v1/fx/EURUSD"),
                get("/v1/fx", "/v1/fx?keys=EURUSD,EURBRL"),
                get("/v1/bars/{symbol}", "/v1/bars/AAPL?interval=1d&from=2026-01-02&to=2026-01-31"),
                get("/v1/bars", "/v1/bars?keys=AAPL,IBM&interval=1d&from=2026-01-02&to=2026-01-31"),
                get("/v1/profile/{symbol}", "/v1/profile/AAPL"),
                get("/v1/profile", "/v1/profile?keys=AAPL"),
                get("/v1/series/{symbol}", "/v1/series/FRED:GDP"),
                get("/v1/series", "/v1/series?keys=FRED:GDP&from=2020-01-01&to=2020-12-31"),
                new Operation("POST", "/v1/requests", "/v1/requests", "{\"dataset\":\"quote\",\"keys\":[\"KO\"]}"),
                new Operation("POST", "/v1/requests", "/v1/requests", "{\"dataset\":\"quote\"}"),
                get("/v1/requests/{id}", "/v1/requests/r-1"),
                get("/v1/status", "/v1/status"),
                new Operation("POST", "/v1/reload", "/v1/reload", ""),
                get("/v1/providers", "/v1/providers"),
                get("/v1/providers/{name}", "/v1/providers/finnhub"),
                get("/v1/cache", "/v1/cache"),
                get("/v1/entries", "/v1/entries?dataset=quote"),
                get("/v1/entries", "/v1/entries?dataset=quote&key=AAPL"),
                get("/v1/entries", "/v1/entries?dataset=quote&key=NOSUCH"),
                new Operation("DELETE", "/v1/entries", "/v1/entries?dataset=profile&key=AAPL", ""),
                get("/v1/outbox", "/v1/outbox"),
                new Operation("POST", "/v1/outbox/replay", "/v1/outbox/replay", "{\"since\":\"2020-01-01T00:00:00Z\"}"),
                get("/v1/streams", "/v1/streams"),
                get("/v1/dlq", "/v1/dlq?limit=1"),
                get("/v1/dlq/{id}", "/v1/dlq/1767225600000-0"),
                new Operation(
                        "POST", "/v1/dlq/replay", "/v1/dlq/replay", "{\"ids\":[\"1-1\",\"1767225600000-0\",\"2-2\"]}"),
                get("/openapi.json", "/openapi.json"));
    }

    @ParameterizedTest
    @MethodSource("operations")
    void an_operation_answers_as_it_is_described(Operation operation) throws IOException {
        HttpResponse<String> answer = ask(operation.method(), operation.target(), operation.body());

        String status = Integer.toString(answer.statusCode());
        JsonNode responses = description
                .path("paths")
                .path(operation.path())
                .path(operation.method().toLowerCase(Locale.ROOT))
                .path("responses");
        JsonNode response = resolved(responses.path(responses.has(status) ? status : "default"));
        String type = answer.headers().firstValue("Content-Type").orElse("");
        JsonNode schema = response.path("content").path(type).path("schema");
        assertThat(schema.isMissingNode())
                .as(status + " " + type + " is not described")
                .isFalse();
        assertThat(faults(schema, json(answer))).as(answer.body()).isEmpty();
        response.path("headers").fieldNames().forEachRemaining(header -> {
            if (!header.equals("Retry-After")) {
                assertThat(answer.headers().map().keySet())
                        .as("headers")
                        .anySatisfy(name -> assertThat(name).isEqualToIgnoringCase(header));
            }
        });
    }

    private JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? description.at(node.path("$ref").asText().substring(1)) : node;
    }

    /** Where nothing is said of other fields, the description promises that there are none. */
    private Set<ValidationMessage> faults(JsonNode schema, JsonNode body) {
        ObjectNode root = description.deepCopy();
        root.setAll((ObjectNode) schema.deepCopy());
        close(root.path("paths"));
        close(root.path("components"));
        close(root.path("properties"));
        JsonSchema judge =
                JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(root);
        return judge.validate(body);
    }

    private static void close(JsonNode node) {
        if (node instanceof ObjectNode object && object.has("properties") && object.has("type")) {
            object.putIfAbsent(
                    "additionalProperties", Json.mapper().getNodeFactory().booleanNode(false));
        }
        node.forEach(ApiDescriptionIT::close);
    }

    @Test
    void each_operation_is_described_and_no_other() throws IOException {
        Set<String> begun = new TreeSet<>();
        try (Stream<Path> files = Files.list(Path.of("routes"))) {
            for (Path file : files.filter(path -> path.toString().endsWith(".camel.yaml"))
                    .toList()) {
                for (Matcher route = BEGINNING.matcher(Files.readString(file)); route.find(); ) {
                    String path = route.group(1).replace("{dataset}/{key}", "{dataset}/{symbol}");
                    Stream<String> paths = path.contains("{dataset}")
                            ? Stream.of("bars", "fx", "profile", "quote", "series")
                                    .map(name -> path.replace("{dataset}", name))
                            : Stream.of(path);
                    paths.forEach(one -> begun.add(route.group(2) + " " + one));
                }
            }
        }

        Set<String> described = new TreeSet<>();
        Set<String> ids = new TreeSet<>();
        description
                .path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(method -> {
                    described.add(method.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey());
                    assertThat(ids.add(method.getValue().path("operationId").asText()))
                            .as(path.getKey())
                            .isTrue();
                }));
        Set<String> tried = new TreeSet<>();
        operations().forEach(operation -> tried.add(operation.method() + " " + operation.path()));
        assertThat(described).isEqualTo(begun).isEqualTo(tried);
    }

    @Test
    void the_description_refers_to_nothing_that_it_lacks_and_names_the_ways_to_send_a_key() {
        description
                .findValues("$ref")
                .forEach(reference -> assertThat(
                                description.at(reference.asText().substring(1)).isMissingNode())
                        .as(reference.asText())
                        .isFalse());
        assertThat(description.path("security").toString()).isEqualTo("[{\"bearer\":[]},{\"apiKey\":[]}]");
        assertThat(description.at("/components/schemas/Problem/properties/type/enum"))
                .anySatisfy(type -> assertThat(type.asText()).isEqualTo("unknown-symbol"));
        assertThat(description
                        .path("paths")
                        .path("/v1/bars/{symbol}")
                        .at("/get/parameters")
                        .findValuesAsText("name"))
                .startsWith("symbol", "interval", "from", "to");
    }
}
