package dev.quotewell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.quotewell.json.Json;
import dev.quotewell.redis.EmbeddedRedis;
import dev.quotewell.sample.SampleMarket;
import dev.quotewell.settings.InvalidSettingsException;
import dev.quotewell.settings.Settings;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole application as it ships with a webhook switched on, and the receiver away at first. */
class EventSinksIT {

    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final String KEY = "0123456789abcdefghijklmn";
    private static final String SECRET = Base64.getEncoder().encodeToString(KEY.getBytes(StandardCharsets.UTF_8));
    private static final Set<String> SYMBOLS = Set.of("AAPL", "MSFT", "KO", "IBM", "DIS", "PETR4.SA");

    private static final List<JsonNode> taken = new CopyOnWriteArrayList<>();
    private static final List<String> forged = new CopyOnWriteArrayList<>();
    private static volatile int status = 503;
    private static final AtomicInteger refused = new AtomicInteger();

    private static SampleMarket market;
    private static EmbeddedRedis server;
    private static RedisClient client;
    private static RedisCommands<String, String> redis;
    private static HttpServer receiver;
    private static Path data;

    @BeforeAll
    static void start(@TempDir Path directory) throws IOException {
        data = Files.createDirectories(directory.resolve("data"));
        market = SampleMarket.start(0, 1, InstantSource.system());
        server = EmbeddedRedis.start(directory.resolve("redis"));
        client = RedisClient.create(RedisURI.create(server.uri()));
        redis = client.connect().sync();
        InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        receiver = HttpServer.create(new InetSocketAddress(loopback, 0), 0);
        receiver.createContext("/hook", EventSinksIT::receive);
        receiver.start();
    }

    @AfterAll
    static void stop() {
        receiver.stop(0);
        client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
        server.close();
        market.close();
    }

    private static void receive(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            if (!exchange.getRequestHeaders().getFirst("webhook-signature").equals(expected(exchange, body))) {
                forged.add(new String(body, StandardCharsets.UTF_8));
            }
            exchange.sendResponseHeaders(status, -1);
            if (status == 200) {
                Json.mapper().readTree(body).forEach(taken::add);
            } else {
                refused.incrementAndGet();
            }
        }
    }

    private static String expected(HttpExchange exchange, byte[] body) {
        String before = exchange.getRequestHeaders().getFirst("webhook-id") + "."
                + exchange.getRequestHeaders().getFirst("webhook-timestamp") + ".";
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(KEY.getBytes(StandardCharsets.UTF_8), "any"));
            mac.update(before.getBytes(StandardCharsets.UTF_8));
            return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Application application(Map<String, String> environment) {
        Map<String, String> settings = TestSettings.of(server.uri(), market, data);
        settings.put(
                "events.webhook.url",
                "http://127.0.0.1:" + receiver.getAddress().getPort() + "/hook?token=t-1");
        return Application.of(Settings.read(Path.of("config"), "", Map.of(), settings), Path.of("routes"), environment);
    }

    /** For a bounded time. */
    private static void await(String what, BooleanSupplier reached) {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!reached.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited in vain until " + what).isLessThan(until);
            LockSupport.parkNanos(10_000_000);
        }
    }

    private static Set<String> subjects(List<JsonNode> events) {
        return events.stream().map(event -> event.path("subject").textValue()).collect(Collectors.toSet());
    }

    private static JsonNode json(String text) {
        try {
            return Json.mapper().readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(text, e);
        }
    }

    private static List<JsonNode> streamed() {
        return redis.xrange("qw:events", Range.unbounded()).stream()
                .map(entry -> json(entry.getBody().getOrDefault("body", "")))
                .toList();
    }

    private static List<JsonNode> written() {
        Path directory = data.resolve("events");
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (var files = Files.list(directory)) {
            return files.flatMap(file -> lines(file).stream())
                    .map(EventSinksIT::json)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Those that are whole: the writer may be at work. */
    private static List<String> lines(Path file) {
        try {
            String text = Files.readString(file);
            return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void a_webhook_that_is_down_holds_back_no_other_sink_and_gets_all_events_when_it_is_back() throws Exception {
        try (Application application = application(Map.of("EVENTS_WEBHOOK_SECRET", SECRET))) {
            application.start();

            HttpRequest quotes = HttpRequest.newBuilder(
                            URI.create(application.api() + "/v1/quote?keys=" + String.join(",", SYMBOLS)))
                    .build();
            String answer = HttpClient.newHttpClient()
                    .send(quotes, BodyHandlers.ofString())
                    .body();
            assertThat(answer).doesNotContain("problem");

            await("the stream has them", () -> subjects(streamed()).containsAll(SYMBOLS));
            await("the file has them", () -> subjects(written()).containsAll(SYMBOLS));
            await("the webhook was tried", () -> refused.get() > 0);
            assertThat(taken).isEmpty();

            status = 200;

            await("the webhook has them", () -> subjects(taken).containsAll(SYMBOLS));
            assertThat(forged).isEmpty();
            assertThat(new HashSet<>(written())).isEqualTo(new HashSet<>(streamed()));
            assertThat(byId(taken)).containsAllEntriesOf(byId(streamed()));
        }
    }

    private static Map<String, JsonNode> byId(List<JsonNode> events) {
        return events.stream()
                .collect(
                        Collectors.toMap(event -> event.path("id").asText(), Function.identity(), (one, again) -> one));
    }

    @Test
    void a_webhook_without_a_secret_stops_the_start() {
        try (Application application = application(Map.of())) {
            assertThatThrownBy(application::start)
                    .isInstanceOf(InvalidSettingsException.class)
                    .hasMessageContaining("EVENTS_WEBHOOK_SECRET")
                    .message()
                    .doesNotContain("t-1");
        }
    }
}
