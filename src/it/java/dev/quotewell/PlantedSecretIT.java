package dev.quotewell;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import com.sun.net.httpserver.HttpServer;
import dev.quotewell.access.KeyHash;
import dev.quotewell.redis.EmbeddedRedis;
import dev.quotewell.settings.Settings;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Secrets planted wherever one can be, then looked for in all that the application lets out. */
class PlantedSecretIT {

    private static final String PROVIDER_KEY = "PLANTEDproviderKey0123456789";
    private static final String SECOND_KEY = "PLANTEDsecondKey0123456789";
    private static final String REDIS_PASSWORD = "PLANTEDredisPassword0123456789";
    private static final String WEBHOOK_SECRET = "whsec_UExBTlRFRHdlYmhvb2tTZWNyZXQwMTIzNDU2Nzg5";
    private static final String API_KEY = "qw_PLANTEDapiKey0123456789";
    private static final List<String> SECRETS = List.of(
            "PLANTED",
            PROVIDER_KEY,
            SECOND_KEY,
            REDIS_PASSWORD,
            WEBHOOK_SECRET,
            WEBHOOK_SECRET.substring("whsec_".length()),
            API_KEY,
            KeyHash.of(API_KEY).hex());
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** All of them, at every level that the shipped log could be set to, and with their stack traces. */
    private static final class Lines extends AppenderBase<ILoggingEvent> {
        private final List<String> lines = new CopyOnWriteArrayList<>();

        @Override
        protected void append(ILoggingEvent event) {
            String trace =
                    event.getThrowableProxy() == null ? "" : ThrowableProxyUtil.asString(event.getThrowableProxy());
            lines.add(event.getLoggerName() + " " + event.getFormattedMessage() + " " + trace);
        }
    }

    private final Lines log = new Lines();
    private final Logger ours = (Logger) LoggerFactory.getLogger("dev.quotewell");
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private Level levelBefore = Level.INFO;

    @TempDir
    private Path directory = Path.of("");

    private HttpServer stranger;
    private EmbeddedRedis server;
    private RedisClient client;
    private RedisCommands<String, byte[]> redis;

    @BeforeEach
    void start() throws IOException {
        levelBefore = ours.getLevel() == null ? Level.INFO : ours.getLevel();
        ours.setLevel(Level.DEBUG);
        log.start();
        root.addAppender(log);
        stranger = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        stranger.createContext("/", exchange -> {
            // Whoever is called repeats all it was sent, and fails; some providers do.
            String said = exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().entrySet();
            heard.add(said);
            boolean good = said.contains("symbol=AAPL") && said.contains("finnhub");
            byte[] body = (good
                            ? "{\"c\":101.5,\"d\":1,\"dp\":1,\"h\":102,\"l\":99,\"o\":100,\"pc\":100.5,\"t\":"
                                    + System.currentTimeMillis() / 1000 + "}"
                            : "{\"error\":\"You asked " + said.replace("\"", "'") + "\"}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Location", "http://127.0.0.1/" + exchange.getRequestURI());
            exchange.sendResponseHeaders(good ? 200 : said.contains("MSFT") ? 302 : 500, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        stranger.start();
        server = EmbeddedRedis.start(directory.resolve("redis"));
        client = RedisClient.create(RedisURI.create(server.uri()));
        redis = client.connect(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE))
                .sync();
        redis.dispatch(
                CommandType.ACL,
                new StatusOutput<>(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE)),
                new CommandArgs<>(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE))
                        .add("SETUSER")
                        .add("app")
                        .add("on")
                        .add(">" + REDIS_PASSWORD)
                        .add("~*")
                        .add("&*")
                        .add("+@all"));
    }

    @AfterEach
    void stop() {
        root.detachAppender(log);
        ours.setLevel(levelBefore);
        client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
        server.close();
        stranger.stop(0);
    }

    private Map<String, String> settings() throws IOException {
        String url = "http://127.0.0.1:" + stranger.getAddress().getPort();
        Map<String, String> settings = new HashMap<>();
        settings.put("quotewell.api.port", "0");
        settings.put("quotewell.api.management-port", "0");
        settings.put("quotewell.redis.uri", redisUri(REDIS_PASSWORD));
        settings.put("quotewell.upstream", url);
        settings.put("quotewell.upstream.providers", "finnhub,alphavantage,tiingo,twelvedata");
        settings.put("quotewell.upstream.budgets", "false");
        settings.put(
                "quotewell.data",
                Files.createDirectories(directory.resolve("data")).toString());
        settings.put(
                "quotewell.recording.file",
                directory.resolve("data/recording.jsonl").toString());
        settings.put("camel.component.kafka.sasl-jaas-config", "required password=\"" + REDIS_PASSWORD + "\";");
        settings.put("camel.component.kafka.ssl-key-password", REDIS_PASSWORD);
        settings.put("schedule.us-shares.cron", "0 0 0 1 1 ? 2099");
        settings.put("events.webhook.url", url + "/hook");
        settings.put(
                "quotewell.api.keys-file",
                Files.writeString(
                                directory.resolve("keys.yaml"),
                                "all: { roles: [read, request, operate], sha256: "
                                        + KeyHash.of(API_KEY).hex() + " }\n")
                        .toString());
        return settings;
    }

    private String redisUri(String password) {
        return "redis://app:" + password + "@127.0.0.1:" + server.uri().getPort();
    }

    private static Map<String, String> environment() {
        return Map.of(
                "FINNHUB_API_KEY", PROVIDER_KEY + "," + SECOND_KEY,
                "ALPHAVANTAGE_API_KEY", PROVIDER_KEY,
                "TIINGO_API_KEY", PROVIDER_KEY,
                "TWELVEDATA_API_KEY", PROVIDER_KEY,
                "EVENTS_WEBHOOK_SECRET", WEBHOOK_SECRET);
    }

    private Application application(Map<String, String> settings) {
        Settings read = Settings.read(Path.of("config"), "", environment(), settings);
        return Application.of(read, Path.of("routes"), environment());
    }

    private String ask(String method, String url, String key, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + key)
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        try {
            var response = http.send(request.build(), BodyHandlers.ofString());
            return response.statusCode() + " " + response.headers().map() + " " + response.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void assertClean(String where, String text) {
        assertThat(SECRETS.stream().filter(text::contains).toList())
                .as(where + ": " + text)
                .isEmpty();
    }

    @Test
    void no_secret_is_in_anything_that_is_let_out() throws IOException {
        StringBuilder out = new StringBuilder();
        try (Application application = application(settings())) {
            application.start();
            String api = application.api();
            String management = application.addresses().replaceAll(".*management=(\\S+)/observe.*", "$1");
            out.append(application.addresses());
            for (String path : List.of(
                    "/v1/quote/AAPL",
                    "/v1/quote/MSFT",
                    "/v1/quote/IBM",
                    "/v1/quote?keys=AAPL,KO,NFLX",
                    "/v1/fx/EURUSD",
                    "/v1/bars/AAPL?interval=1d&from=2026-01-02&to=2026-01-31",
                    "/v1/profile/AAPL",
                    "/v1/quote/..",
                    "/v1/providers",
                    "/v1/providers/finnhub",
                    "/v1/providers/alphavantage",
                    "/v1/streams",
                    "/v1/outbox",
                    "/v1/dlq",
                    "/v1/status",
                    "/v1/cache",
                    "/v1/entries?dataset=quote",
                    "/openapi.json",
                    "/")) {
                out.append(ask("GET", api + path, API_KEY, "")).append('\n');
            }
            String body = "{\"id\":\"planted-1\",\"dataset\":\"quote\",\"keys\":[\"AAPL\",\"IBM\"]}";
            out.append(ask("POST", api + "/v1/requests", API_KEY, body)).append('\n');
            await(() -> ask("GET", api + "/v1/requests/planted-1", API_KEY, "").contains("\"done\""));
            out.append(ask("GET", api + "/v1/requests/planted-1", API_KEY, ""));
            out.append(ask("GET", api + "/v1/quote/AAPL", API_KEY + "x", ""));
            out.append(dump(Thread.getAllStackTraces().keySet()));
            out.append(commands(api));
            // The webhook failed by now, with an answer that repeats what it was sent.
            await(() -> heard.stream().anyMatch(said -> said.startsWith("/hook")));
            for (String path : List.of(
                    "/observe/health?exposureLevel=full&data=true&stackTrace=true",
                    "/observe/health/ready",
                    "/observe/metrics")) {
                out.append(ask("GET", management + path, API_KEY, "")).append('\n');
            }
            assertThat(out.toString())
                    .contains(
                            "provider-failed",
                            "quotewell_provider_calls",
                            "\"symbol\":\"AAPL\"",
                            "\"openapi\":\"3.1.0\"");
        }

        assertThat(heard).as("the keys were really sent").anyMatch(said -> said.contains(PROVIDER_KEY));
        assertClean("answers", out.toString());
        assertThat(log.lines).isNotEmpty();
        log.lines.forEach(line -> assertClean("log", line));
        redis.keys("*").forEach(key -> assertClean("Redis", key + " " + dump(key)));
        try (Stream<Path> files = Files.walk(directory.resolve("data"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertClean(file.toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
    }

    private static String dump(Set<Thread> threads) {
        return threads.stream().map(Thread::getName).toList().toString();
    }

    /** What the commands print on the terminal, and as JSON. */
    private String commands(String api) throws IOException {
        Path keyFile = Files.writeString(directory.resolve("key"), API_KEY);
        StringWriter told = new StringWriter();
        for (List<String> command : List.of(
                List.of("status"),
                List.of("providers"),
                List.of("providers", "finnhub"),
                List.of("dlq", "list"),
                List.of("outbox", "show"),
                List.of("cache", "stats"),
                List.of("cache", "show", "quote", "AAPL"))) {
            for (List<String> form : List.of(List.<String>of(), List.of("--json"))) {
                List<String> words = new ArrayList<>(command);
                words.addAll(List.of("--api", api, "--key-file", keyFile.toString()));
                words.addAll(form);
                int code = Main.commandLine()
                        .setOut(new PrintWriter(told, true))
                        .setErr(new PrintWriter(told, true))
                        .execute(words.toArray(String[]::new));
                assertThat(code).as(words + ": " + told).isLessThan(2);
            }
        }
        return told.toString();
    }

    private String dump(String key) {
        return switch (redis.type(key)) {
            case "string" -> new String(redis.get(key), StandardCharsets.ISO_8859_1);
            case "hash" ->
                redis.hgetall(key).entrySet().stream()
                        .map(field -> field.getKey() + new String(field.getValue(), StandardCharsets.ISO_8859_1))
                        .toList()
                        .toString();
            case "stream" ->
                redis.xrange(key, io.lettuce.core.Range.unbounded()).stream()
                        .flatMap(message -> message.getBody().values().stream())
                        .map(value -> new String(value, StandardCharsets.ISO_8859_1))
                        .toList()
                        .toString();
            default -> "";
        };
    }

    private static void await(java.util.function.BooleanSupplier reached) {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!reached.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited in vain").isLessThan(until);
            LockSupport.parkNanos(50_000_000);
        }
    }

    @Test
    void no_secret_is_in_the_reason_why_it_cannot_start() throws IOException {
        for (Map.Entry<String, String> wrong : Map.of(
                        "quotewell.redis.uri", redisUri("PLANTEDbutWrong"),
                        "quotewell.redis.prefix", "a b",
                        "quotewell.api.host", "192.0.2.1",
                        "events.webhook.url", "http://user:PLANTED@127.0.0.1/hook")
                .entrySet()) {
            Map<String, String> settings = settings();
            settings.put(wrong.getKey(), wrong.getValue());
            assertClean(wrong.getKey(), failure(settings));
        }
        Map<String, String> noScheme = settings();
        noScheme.put("quotewell.redis.uri", "http://app:" + REDIS_PASSWORD + "@127.0.0.1");
        assertClean("another scheme", failure(noScheme));
        Map<String, String> badUri = settings();
        badUri.put("quotewell.redis.uri", "redis://app:" + REDIS_PASSWORD + "%zz@127.0.0.1");
        assertClean("a bad URI", failure(badUri));
        for (String special : List.of("#", "/", "?", "@")) {
            Map<String, String> notEncoded = settings();
            notEncoded.put("quotewell.redis.uri", redisUri(REDIS_PASSWORD + special + "x"));
            assertClean("a password with " + special, failure(notEncoded));
        }
        Map<String, String> noHost = settings();
        noHost.put("quotewell.redis.uri", "redis://app:" + REDIS_PASSWORD);
        assertClean("no host", failure(noHost));
        Map<String, String> nobody = settings();
        nobody.put("quotewell.redis.uri", "redis://app:" + REDIS_PASSWORD + "@127.0.0.1:1");
        assertClean("nobody there", failure(nobody));
        Map<String, String> keyItself = settings();
        keyItself.put(
                "quotewell.api.keys-file",
                Files.writeString(directory.resolve("wrong.yaml"), "all: { roles: [read], sha256: " + API_KEY + " }")
                        .toString());
        assertClean("the key in place of its hash", failure(keyItself));
        log.lines.forEach(line -> assertClean("log", line));
    }

    private String failure(Map<String, String> settings) {
        StringWriter told = new StringWriter();
        try (Application application = application(settings)) {
            application.start();
        } catch (RuntimeException e) {
            e.printStackTrace(new PrintWriter(told, true));
        }
        assertThat(told.toString()).isNotEmpty();
        return told.toString();
    }
}
