package dev.quotewell.camel;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** The sinks' routes as they ship, fed by the test in place of the outbox. */
@Timeout(60)
class EventSinksTest {

    private static final String KEY = "0123456789abcdefghijklmn";
    private static final String SECRET =
            "whsec_" + Base64.getEncoder().encodeToString(KEY.getBytes(StandardCharsets.UTF_8));

    private static final String SHIPPED_TIMEOUT = "15000";

    /** With what a careless encoder would change. */
    private static final String PATH = "/in/T0K3N?token=a%2Bb%20c&x=%7B1%7D";

    private static final String ONE = "{\"id\":\"1\",\"data\":{\"price\":1.10}}";
    private static final String TWO = "{\"id\":\"2\",\"data\":{\"city\":\"São Paulo\"}}";
    private static final String THREE = "{\"id\":\"3\",\"data\":{}}";

    /** One request that the receiver got. */
    private record Received(String target, Headers headers, String body) {
        String header(String name) {
            return String.valueOf(headers.getFirst(name));
        }

        /** By the words of the specification, apart from the code under test. */
        boolean isSigned() throws GeneralSecurityException {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(KEY.getBytes(StandardCharsets.UTF_8), "any"));
            String signed = header("webhook-id") + "." + header("webhook-timestamp") + "." + body;
            byte[] expected = mac.doFinal(signed.getBytes(StandardCharsets.UTF_8));
            return header("webhook-signature")
                    .equals("v1," + Base64.getEncoder().encodeToString(expected));
        }
    }

    /** The outbox and qw:events become {@code direct:qw:outbox} and {@code direct:qw:events}. */
    private static final class StreamStandIn extends RedisStreamComponent {
        @Override
        protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
            parameters.clear();
            return getCamelContext().getEndpoint("direct:" + remaining);
        }
    }

    private static final class AllLines extends AppenderBase<ILoggingEvent> {
        private final List<String> lines = new CopyOnWriteArrayList<>();

        @Override
        protected void append(ILoggingEvent event) {
            lines.add(event.getFormattedMessage() + event.getThrowableProxy());
        }
    }

    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final Deque<Integer> statuses = new ArrayDeque<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final List<String> streamed = new CopyOnWriteArrayList<>();
    private final List<String> live = new CopyOnWriteArrayList<>();
    private final List<String> secrets = new CopyOnWriteArrayList<>(List.of(SECRET));
    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;
    private Instant now = Instant.parse("2026-03-02T15:00:00Z");
    private String refused = "";
    private String timeout = SHIPPED_TIMEOUT;

    @TempDir
    private Path folder;

    EventSinksTest() throws IOException {
        InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        server = HttpServer.create(new InetSocketAddress(loopback, 0), 0);
        server.createContext("/", this::receive);
        server.setExecutor(threads);
        server.start();
    }

    private void receive(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String target = exchange.getRequestMethod() + " " + exchange.getRequestURI();
            received.add(new Received(target, exchange.getRequestHeaders(), body));
            int status = statuses.isEmpty() ? 200 : statuses.pop();
            if (status == 0) {
                ended.await();
                return;
            }
            exchange.getResponseHeaders().set("Location", "http://127.0.0.1:" + port() + "/elsewhere");
            exchange.getResponseHeaders().set("Retry-After", "0");
            exchange.sendResponseHeaders(status, -1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private int port() {
        return server.getAddress().getPort();
    }

    @BeforeEach
    void start() throws Exception {
        configure("http://127.0.0.1:" + port() + PATH);
        camel.addComponent("redis-stream", new StreamStandIn());
        // As config/application.properties has it: a refusal is not repeated behind our back.
        camel.getComponent("http", HttpComponent.class).setAutomaticRetriesDisabled(true);
        EventSinks sinks = new EventSinks(
                folder, name -> name.equals("EVENTS_WEBHOOK_SECRET") ? List.copyOf(secrets) : List.of(), () -> now);
        sinks.processors().forEach(camel.getRegistry()::bind);
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from("direct:qw:events").process(exchange -> keep(exchange, streamed));
                from("direct:live").process(exchange -> keep(exchange, live));
            }
        });
    }

    private void configure(String url) {
        Properties properties = new Properties();
        properties.setProperty("quotewell.redis.prefix", "qw:");
        properties.setProperty("events.webhook.url", url);
        properties.setProperty("events.webhook.enabled", Boolean.toString(!url.isEmpty()));
        camel.getPropertiesComponent().setInitialProperties(properties);
    }

    private void keep(Exchange exchange, List<String> kept) {
        List<?> bodies = exchange.getMessage().getBody() instanceof List<?> list
                ? list
                : List.of(exchange.getMessage().getBody(byte[].class));
        List<String> texts = bodies.stream()
                .map(body -> new String((byte[]) body, StandardCharsets.UTF_8))
                .toList();
        if (texts.contains(refused)) {
            throw new IllegalStateException("refused");
        }
        kept.addAll(texts);
    }

    private void route(String name) throws Exception {
        for (String file : List.of("errors", name)) {
            String path = "routes/" + file + ".camel.yaml";
            String yaml = Files.readString(Path.of(path)).replace(SHIPPED_TIMEOUT, timeout);
            PluginHelper.getRoutesLoader(camel).loadRoutes(ResourceHelper.fromString(path, yaml));
        }
        camel.start();
    }

    @AfterEach
    void stop() throws IOException {
        ended.countDown();
        camel.close();
        server.stop(0);
        threads.shutdownNow();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static List<byte[]> batch(String... events) {
        return List.of(events).stream().map(EventSinksTest::bytes).toList();
    }

    /** Sends a body as the outbox does, with the headers that may come with it. */
    private @Nullable Exception send(Object body) {
        return camel.createProducerTemplate()
                .send("direct:qw:outbox", exchange -> {
                    exchange.getMessage().setBody(body);
                    exchange.getMessage().setHeader(RedisStreamConstants.ID, "1-1");
                    exchange.getMessage().setHeader("Content-Type", "text/plain");
                    exchange.getMessage().setHeader("Authorization", "Bearer abc");
                })
                .getException();
    }

    @Test
    void one_event_and_a_batch_become_lines_of_the_days_file() throws Exception {
        route("events-file");

        assertThat(send(bytes(ONE))).isNull();
        assertThat(send(batch(TWO, THREE))).isNull();

        assertThat(folder.resolve("2026-03-02.jsonl")).hasContent(ONE + "\n" + TWO + "\n" + THREE + "\n");
    }

    @Test
    void a_file_that_cannot_be_written_fails_the_batch() throws Exception {
        route("events-file");
        Files.createDirectory(folder.resolve("2026-03-02.jsonl"));

        assertThat(send(batch(ONE))).hasMessageContaining("2026-03-02.jsonl cannot be appended to");
    }

    @Test
    void batches_go_into_the_stream_and_then_to_the_live_feed() throws Exception {
        route("events-stream");

        assertThat(send(batch(ONE))).isNull();
        assertThat(send(batch(TWO, THREE))).isNull();

        assertThat(streamed).containsExactly(ONE, TWO, THREE);
        assertThat(live).containsExactly(ONE, TWO, THREE);
    }

    @Test
    void what_the_stream_refused_is_not_told_to_the_live_feed() throws Exception {
        route("events-stream");
        refused = TWO;

        assertThat(send(batch(ONE, TWO, THREE))).isNotNull();

        assertThat(streamed).isEmpty();
        assertThat(live).isEmpty();
    }

    @Test
    void a_batch_is_posted_as_it_is_signed_and_with_nothing_of_the_message() throws Exception {
        route("events-webhook");

        assertThat(send(batch(ONE, TWO))).isNull();

        assertThat(received).hasSize(1);
        Received request = received.get(0);
        assertThat(request.target()).isEqualTo("POST " + PATH);
        assertThat(request.body()).isEqualTo("[" + ONE + "," + TWO + "]");
        assertThat(request.header("Content-Type")).isEqualTo("application/cloudevents-batch+json");
        assertThat(request.header("webhook-timestamp")).isEqualTo(Long.toString(now.getEpochSecond()));
        assertThat(request.isSigned()).isTrue();
        assertThat(request.headers().keySet())
                .extracting(name -> name.toLowerCase(Locale.ROOT))
                .contains("content-length")
                .isSubsetOf(
                        "host",
                        "user-agent",
                        "connection",
                        "content-length",
                        "content-type",
                        "accept-encoding",
                        "webhook-id",
                        "webhook-timestamp",
                        "webhook-signature");
    }

    @Test
    void one_event_is_posted_as_a_batch_of_one() throws Exception {
        route("events-webhook");

        assertThat(send(bytes(ONE))).isNull();

        assertThat(received).singleElement().satisfies(request -> {
            assertThat(request.body()).isEqualTo("[" + ONE + "]");
            assertThat(request.isSigned()).isTrue();
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 204, 299})
    void any_2xx_is_a_success(int status) throws Exception {
        route("events-webhook");
        statuses.push(status);

        assertThat(send(batch(ONE))).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 503, 429, 410, 400})
    void a_refused_batch_fails_once_and_has_the_same_id_when_it_comes_again(int status) throws Exception {
        route("events-webhook");
        statuses.push(status);

        Exception failure = send(batch(ONE, TWO));
        now = now.plusSeconds(30);
        Exception then = send(batch(ONE, TWO));

        assertThat(failure)
                .isInstanceOf(WebhookFailedException.class)
                .hasMessage("The webhook at http://127.0.0.1:" + port() + " answered " + status
                        + ", which is no success: only 2xx is");
        assertThat(then).isNull();
        assertThat(received).hasSize(2);
        assertThat(received.get(1).header("webhook-id"))
                .isEqualTo(received.get(0).header("webhook-id"));
        assertThat(received.get(1).header("webhook-timestamp")).isEqualTo(Long.toString(now.getEpochSecond()));
        assertThat(received.get(1).isSigned()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void a_redirect_is_a_failure_and_not_followed(int status) throws Exception {
        route("events-webhook");
        statuses.push(status);

        assertThat(send(batch(ONE)))
                .hasMessageContaining("answered " + status)
                .hasMessageContaining("redirects are not followed");

        assertThat(received).extracting(Received::target).containsExactly("POST " + PATH);
    }

    @Test
    void a_receiver_that_hangs_is_a_failure_in_time() throws Exception {
        timeout = "200";
        route("events-webhook");
        statuses.push(0);

        assertThat(send(batch(ONE)))
                .isInstanceOf(WebhookFailedException.class)
                .hasMessage("The webhook at http://127.0.0.1:" + port() + " gave no answer in time");
    }

    @Test
    void a_receiver_that_is_away_is_a_failure() throws Exception {
        route("events-webhook");
        server.stop(0);

        assertThat(send(batch(ONE)))
                .isInstanceOf(WebhookFailedException.class)
                .hasMessage(
                        "The webhook at http://127.0.0.1:" + port() + " cannot be reached: HttpHostConnectException");
    }

    @Test
    void without_a_secret_nothing_is_posted() throws Exception {
        route("events-webhook");
        secrets.clear();

        assertThat(send(batch(ONE))).hasMessageStartingWith("EVENTS_WEBHOOK_SECRET: found no secret");

        assertThat(received).isEmpty();
    }

    @Test
    void neither_secret_nor_path_nor_query_is_in_any_failure_or_log() throws Exception {
        route("events-webhook");
        AllLines log = new AllLines();
        log.start();
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        Level before = root.getLevel();
        root.addAppender(log);
        root.setLevel(Level.INFO);
        StringWriter told = new StringWriter();
        try {
            for (int status : new int[] {500, 302}) {
                statuses.push(status);
                trace(send(batch(ONE)), told);
            }
            server.stop(0);
            trace(send(batch(ONE)), told);
            secrets.set(0, SECRET + "!");
            trace(send(batch(ONE)), told);
        } finally {
            root.setLevel(before);
            root.detachAppender(log);
        }

        assertThat(told.toString())
                .contains("answered 500", "answered 302", "cannot be reached", "no base64")
                .doesNotContain(KEY, SECRET.substring(6, 20), "T0K3N", "token=");
        assertThat(String.join("\n", log.lines)).doesNotContain(KEY, SECRET.substring(6, 20), "T0K3N", "token=");
    }

    private static void trace(@Nullable Exception failure, StringWriter told) {
        assertThat(failure).isNotNull();
        if (failure != null) {
            failure.printStackTrace(new PrintWriter(told, true));
        }
    }

    @Test
    void is_off_without_a_url() throws Exception {
        configure("");

        route("events-webhook");

        assertThat(camel.getRouteController().getRouteStatus("events-webhook").isStarted())
                .isFalse();
    }
}
