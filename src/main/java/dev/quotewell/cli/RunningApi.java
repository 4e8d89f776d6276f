package dev.quotewell.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quotewell.json.Json;
import dev.quotewell.settings.Settings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The HTTP API of the Quotewell that runs, for commands that ask it. */
final class RunningApi {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);

    /** Long enough for going through the names of a large Redis. */
    private static final Duration ANSWER_TIMEOUT = Duration.ofMinutes(5);

    @Option(
            names = "--api",
            paramLabel = "URL",
            description = "Where it runs. Default: quotewell.api.host and .port of config/application.properties")
    private @Nullable URI api;

    @Option(names = "--config", paramLabel = "DIR", defaultValue = "config", description = "Default: ${DEFAULT-VALUE}")
    private Path config = Path.of("config");

    /** @throws RefusedException there is no answer, or the answer is a problem */
    JsonNode get(String pathAndQuery) throws InterruptedException {
        return send("GET", pathAndQuery, BodyPublishers.noBody());
    }

    /** @throws RefusedException there is no answer, or the answer is a problem */
    JsonNode delete(String pathAndQuery) throws InterruptedException {
        return send("DELETE", pathAndQuery, BodyPublishers.noBody());
    }

    /** @throws RefusedException there is no answer, or the answer is a problem */
    JsonNode post(String path, JsonNode body) throws InterruptedException {
        return send("POST", path, BodyPublishers.ofByteArray(Json.bytes(body)));
    }

    private JsonNode send(String method, String pathAndQuery, BodyPublisher content) throws InterruptedException {
        URI base = api == null ? fromSettings() : api;
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(base + pathAndQuery))
                    .timeout(ANSWER_TIMEOUT)
                    .header("Content-Type", "application/json")
                    .method(method, content)
                    .build();
            HttpClient client =
                    HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT).build();
            HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
            JsonNode body = Json.mapper().readTree(response.body());
            if (response.statusCode() != 200) {
                throw new RefusedException(body.path("title").asText("It answered with " + response.statusCode()) + ": "
                        + body.path("detail").asText());
            }
            return body;
        } catch (IOException | IllegalArgumentException e) {
            throw new RefusedException("No Quotewell answers at " + base + ": start it, or name it by --api", e);
        }
    }

    private URI fromSettings() {
        Settings settings = Settings.read(config, "", System.getenv(), Map.of());
        return URI.create(
                "http://" + settings.api().host() + ":" + settings.api().port());
    }
}
