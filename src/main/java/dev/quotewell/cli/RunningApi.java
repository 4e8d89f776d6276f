package dev.quotewell.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quotewell.json.Json;
import dev.quotewell.settings.ApiSettings;
import dev.quotewell.settings.InvalidSettingsException;
import dev.quotewell.settings.Settings;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The HTTP API of the Quotewell that runs, for commands that ask it. */
final class RunningApi {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);

    /** Long enough for going through the names of a large Redis. */
    private static final Duration ANSWER_TIMEOUT = Duration.ofMinutes(5);

    private static final String NAME_IT = "name it by --api, with https:// where it speaks TLS";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = {"--api", "--url"},
            paramLabel = "URL",
            description = "Where it runs. Default: by quotewell.api.host and .port, from the environment or"
                    + " application.properties")
    private @Nullable String api;

    @Option(
            names = "--config",
            paramLabel = "DIR",
            defaultValue = "config",
            description = "The folder of the settings. Default: ${DEFAULT-VALUE}")
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
        URI base = base();
        String key = key();
        try {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(URI.create(base + pathAndQuery)).timeout(ANSWER_TIMEOUT);
            if (!key.isEmpty()) {
                request.header("Authorization", "Bearer " + key);
            }
            if (body.length > 0) {
                request.header("Content-Type", "application/json");
            }
            request.method(method, body.length > 0 ? BodyPublishers.ofByteArray(body) : BodyPublishers.noBody());
            HttpResponse<String> response = client(base).send(request.build(), BodyHandlers.ofString());
            if (response.statusCode() == 401) {
                throw new RefusedException(
                        key.isEmpty()
                                ? "A key is needed: put one into the variable QUOTEWELL_API_KEY, or into a file"
                                        + " that --key-file names"
                                : "The key is unknown there: it must be one whose line is in quotewell.api.keys-file");
            }
            return answer(base, response);
        } catch (IOException e) {
            throw new RefusedException(whyNot(base, e), e);
        }
    }

    private static Answer answer(URI base, HttpResponse<String> response) throws IOException {
        JsonNode body = Json.mapper().readTree(response.body());
        if (response.statusCode() >= 400 && !body.has("title") && !body.has("type")) {
            throw new RefusedException(
                    "What answers at " + base + " with " + response.statusCode() + " is no Quotewell: " + NAME_IT);
        }
        return new Answer(response.statusCode(), body, retryAfter(response));
    }

    private static String whyNot(URI base, IOException failure) {
        if (failure instanceof SSLException) {
            return base + " and we do not agree by TLS (" + innermost(failure)
                    + "): quotewell.api.tls.ca must be who signed its certificate, and http:// it is where it speaks no"
                    + " TLS";
        }
        if (failure instanceof HttpTimeoutException && !(failure instanceof HttpConnectTimeoutException)) {
            return base + " gave no answer within " + ANSWER_TIMEOUT.toMinutes() + " minutes: look at its log";
        }
        if (failure instanceof HttpTimeoutException || failure instanceof ConnectException) {
            return "No Quotewell answers at " + base + ": start it with ./quotewell run, or name it by --api";
        }
        return "What answers at " + base + " is no Quotewell, or speaks TLS: " + NAME_IT;
    }

    private static @Nullable String innermost(Throwable failure) {
        Throwable cause = failure.getCause();
        return cause == null ? failure.getMessage() : innermost(cause);
    }

    private static Duration retryAfter(HttpResponse<?> response) {
        String header = response.headers().firstValue("Retry-After").orElse("");
        return header.matches("\\d{1,5}") ? Duration.ofSeconds(Long.parseLong(header)) : Duration.ZERO;
    }

    private HttpClient client(URI base) {
        HttpClient open = client;
        if (open == null) {
            HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT);
            Path authority = "https".equals(base.getScheme()) ? authority() : null;
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
        String key =
                keyFile == null ? Objects.requireNonNullElse(System.getenv("QUOTEWELL_API_KEY"), "") : read(keyFile);
        if (!key.strip().matches("[!-~]*")) {
            throw new RefusedException(
                    (keyFile == null ? "QUOTEWELL_API_KEY" : keyFile) + " must hold the key alone, in one line");
        }
        return key.strip();
    }

    private static String read(Path keyFile) {
        try {
            return Files.readString(keyFile);
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

    private @Nullable Path authority() {
        try {
            return settings().access().authority();
        } catch (InvalidSettingsException e) {
            if (api == null) {
                throw e;
            }
            // Who names the API needs no settings here.
            return null;
        }
    }

    private URI base() {
        String named = api;
        if (named == null) {
            return fromSettings();
        }
        try {
            URI url = new URI(named.replaceFirst("/+$", ""));
            if (("http".equals(url.getScheme()) || "https".equals(url.getScheme()))
                    && url.getHost() != null
                    && url.getRawUserInfo() == null
                    && url.getRawQuery() == null
                    && url.getRawFragment() == null) {
                return url;
            }
        } catch (URISyntaxException e) {
            // It is no URL.
        }
        // What was found may hold a password.
        throw new CommandLine.ParameterException(
                spec.commandLine(), "--api must be a URL such as http://127.0.0.1:8080, without user and query");
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
