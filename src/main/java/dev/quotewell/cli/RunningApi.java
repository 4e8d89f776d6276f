package dev.quotewell.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quotewell.json.Json;
import dev.quotewell.settings.ApiSettings;
import dev.quotewell.settings.Settings;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The HTTP API of the Quotewell that runs, for commands that ask it. */
final class RunningApi {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);

    /** Long enough for going through the names of a large Redis. */
    private static final Duration ANSWER_TIMEOUT = Duration.ofMinutes(5);

    @Option(
            names = {"--api", "--url"},
            paramLabel = "URL",
            description = "Where it runs. Default: quotewell.api.host and .port of config/application.properties")
    private @Nullable URI api;

    @Option(names = "--config", paramLabel = "DIR", defaultValue = "config", description = "Default: ${DEFAULT-VALUE}")
    private Path config = Path.of("config");

    @Option(
            names = "--key-file",
            paramLabel = "FILE",
            defaultValue = "${env:QUOTEWELL_API_KEY_FILE}",
            description = "Holds the key of the API, where it asks for one. Default: the key in the variable"
                    + " QUOTEWELL_API_KEY, or the file that QUOTEWELL_API_KEY_FILE names")
    private @Nullable Path keyFile;

    private @Nullable HttpClient client;

    /** As a part of a path or of a query. */
    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** @throws RefusedException there is no answer, or the answer is a problem */
    JsonNode get(String pathAndQuery) throws InterruptedException {
        return send("GET", pathAndQuery, new byte[0]);
    }

    /** @throws RefusedException there is no answer, or the answer is a problem */
    JsonNode delete(String pathAndQuery) throws InterruptedException {
        return send("DELETE", pathAndQuery, new byte[0]);
    }

    /** @throws RefusedException there is no answer, or the answer is a problem */
    JsonNode post(String path, JsonNode body) throws InterruptedException {
        return send("POST", path, Json.bytes(body));
    }

    private JsonNode send(String method, String pathAndQuery, byte[] content) throws InterruptedException {
        Answer answer = ask(method, pathAndQuery, content);
        if (answer.status() != 200) {
            throw new RefusedException(answer.problem());
        }
        return answer.body();
    }

    /**
     * What it answered.
     *
     * @param retryAfter when it wants to be asked again; zero when it does not say
     */
    record Answer(int status, JsonNode body, Duration retryAfter) {

        /** In the words of the problem that it is. */
        String problem() {
            return body.path("title").asText("It answered with " + status) + ": "
                    + body.path("detail").asText();
        }
    }

    /** @throws RefusedException there is no answer */
    Answer ask(String method, String pathAndQuery, byte[] body) throws InterruptedException {
        URI base = api == null ? fromSettings() : api;
        try {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(URI.create(base + pathAndQuery)).timeout(ANSWER_TIMEOUT);
            String key = key();
            if (!key.isEmpty()) {
                request.header("Authorization", "Bearer " + key);
            }
            if (body.length > 0) {
                request.header("Content-Type", "application/json");
            }
            request.method(method, body.length > 0 ? BodyPublishers.ofByteArray(body) : BodyPublishers.noBody());
            HttpResponse<String> response = client().send(request.build(), BodyHandlers.ofString());
            if (response.statusCode() == 401) {
                throw new RefusedException(
                        "A key is needed: put one into the variable QUOTEWELL_API_KEY, or into a file"
                                + " that --key-file names");
            }
            return new Answer(response.statusCode(), Json.mapper().readTree(response.body()), retryAfter(response));
        } catch (IOException | IllegalArgumentException e) {
            throw new RefusedException(
                    "No Quotewell answers at " + base + ": start it with ./quotewell run, or name it by --url", e);
        }
    }

    private static Duration retryAfter(HttpResponse<?> response) {
        String header = response.headers().firstValue("Retry-After").orElse("");
        return header.matches("\\d{1,5}") ? Duration.ofSeconds(Long.parseLong(header)) : Duration.ZERO;
    }

    private HttpClient client() {
        HttpClient open = client;
        if (open == null) {
            HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT);
            Path authority = api == null ? settings().access().authority() : null;
            if (authority != null) {
                builder.sslContext(ClientTls.trusting(authority));
            }
            open = builder.build();
            client = open;
        }
        return open;
    }

    /** Empty when there is none. */
    private String key() {
        if (keyFile == null) {
            return Objects.requireNonNullElse(System.getenv("QUOTEWELL_API_KEY"), "")
                    .strip();
        }
        try {
            return Files.readString(keyFile).strip();
        } catch (IOException e) {
            throw new RefusedException(keyFile + " cannot be read, it must be a file with the key of the API", e);
        }
    }

    /** Where the settings are read from. */
    Path config() {
        return config;
    }

    private Settings settings() {
        return Settings.read(config, "", System.getenv(), Map.of());
    }

    private URI fromSettings() {
        Settings settings = settings();
        String host = settings.api().host();
        // Where it listens on all addresses, it answers by this one.
        String reached = List.of("0.0.0.0", "::").contains(host) ? "127.0.0.1" : host;
        String scheme = settings.access().isSecure() ? "https://" : "http://";
        return URI.create(
                scheme + ApiSettings.inUrl(reached) + ":" + settings.api().port());
    }
}
