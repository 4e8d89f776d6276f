package dev.quotewell.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.quotewell.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.camel.AsyncCallback;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.platform.http.PlatformHttpConstants;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.AsyncProcessorSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

class HttpEngineTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final int LARGE_BYTES = 1024 * 1024;

    private final HttpClient client = HttpClient.newHttpClient();
    private final LinkedBlockingQueue<Runnable> slow = new LinkedBlockingQueue<>();
    private final CountDownLatch release = new CountDownLatch(1);
    private final List<String> answered = new CopyOnWriteArrayList<>();
    private final Doors doors = new Doors();
    private final CompletableFuture<String> later = new CompletableFuture<>();
    private HttpEngine engine;
    private DefaultCamelContext context;
    private int port;

    /** Waits without a thread, as a miss does. */
    private final AsyncProcessor waiting = new AsyncProcessorSupport() {
        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            slow.add(() -> {
                exchange.getMessage().setBody("slow");
                callback.done(false);
            });
            return false;
        }
    };

    @BeforeEach
    void start() throws Exception {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        engine = new HttpEngine(
                HttpServing.plain("127.0.0.1", port),
                Gate.open(),
                (route, status, nanos) -> answered.add(route + " " + status),
                doors);
        engine.listen();
        context = new DefaultCamelContext();
        context.getRegistry().bind(PlatformHttpConstants.PLATFORM_HTTP_ENGINE_NAME, engine);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from("platform-http:/v1/{dataset}/{key}?httpMethodRestrict=GET").process(exchange -> {
                    exchange.getMessage()
                            .setBody(exchange.getMessage().getHeaders().keySet().toString());
                    exchange.getMessage().removeHeaders("*");
                    exchange.getMessage().setHeader("Age", 7);
                    exchange.getMessage().setHeader("CamelInside", "secret");
                    exchange.getMessage().setHeader(Exchange.CONTENT_TYPE, "text/plain");
                });
                from("platform-http:/v1/slow/{key}?httpMethodRestrict=GET").process(waiting);
                from("platform-http:/v1/blocking?httpMethodRestrict=POST")
                        .process(exchange -> release.await(20, TimeUnit.SECONDS))
                        .setBody(body().prepend("got "));
                from("platform-http:/v1/large?httpMethodRestrict=GET").process(exchange -> {
                    exchange.getMessage().removeHeaders("*");
                    exchange.getMessage().setBody(new byte[LARGE_BYTES]);
                });
                from("platform-http:/v1/later?httpMethodRestrict=POST")
                        .routeId("later")
                        .process(exchange -> exchange.getMessage().setBody(later))
                        .process(exchange -> release.countDown());
                from("platform-http:/v1/broken?httpMethodRestrict=GET").process(exchange -> {
                    throw new IllegalStateException("a secret");
                });
            }
        });
        context.start();
    }

    @AfterEach
    void stop() throws IOException {
        release.countDown();
        context.close();
        engine.close();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(PATIENCE);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private static String problem(HttpResponse<String> response) throws IOException {
        assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
        return Json.mapper().readTree(response.body()).path("type").asText();
    }

    @Test
    void hits_are_answered_while_any_number_of_misses_waits() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> misses = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            misses.add(client.sendAsync(request("/v1/slow/" + i).build(), BodyHandlers.ofString()));
        }
        List<Runnable> loads = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            loads.add(slow.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS));
        }

        assertThat(send(request("/v1/quote/AAPL")).statusCode()).isEqualTo(200);
        assertThat(misses).noneMatch(CompletableFuture::isDone);

        loads.forEach(Runnable::run);
        assertThat(misses).allSatisfy(miss -> assertThat(miss.join().body()).isEqualTo("slow"));
    }

    @Test
    void a_route_that_does_something_may_block_without_holding_up_the_hits() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> posts = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            posts.add(client.sendAsync(
                    request("/v1/blocking")
                            .POST(BodyPublishers.ofString("body " + i))
                            .build(),
                    BodyHandlers.ofString()));
        }

        assertThat(send(request("/v1/quote/AAPL")).statusCode()).isEqualTo(200);

        release.countDown();
        assertThat(posts.get(29).join().body()).isEqualTo("got body 29");
    }

    @Test
    void nothing_that_a_caller_sends_steers_a_component_and_nothing_inside_goes_out() throws Exception {
        HttpResponse<String> response = send(request("/v1/quote/AAPL?CamelHttpUri=x")
                .header("CamelHttpUri", "http://evil")
                .header("kafka.OVERRIDE_TOPIC", "evil")
                .header("Authorization", "Bearer x")
                .header("If-None-Match", "\"1\""));

        assertThat(response.body()).isEqualTo("[CamelHttpMethod, CamelHttpPath, CamelHttpRawQuery, If-None-Match]");
        assertThat(response.headers().map().keySet())
                .containsExactlyInAnyOrder(
                        "age",
                        "content-type",
                        "content-length",
                        "x-content-type-options",
                        "content-security-policy",
                        "referrer-policy");
    }

    @Test
    void a_thousand_keys_fit_into_one_URL() throws Exception {
        String keys = "BTC-USD,".repeat(1000);

        assertThat(send(request("/v1/quote/many?keys=" + keys)).statusCode()).isEqualTo(200);
    }

    @Test
    void HEAD_is_GET_without_a_body() throws Exception {
        HttpResponse<String> get = send(request("/v1/quote/AAPL"));
        HttpResponse<String> head = send(request("/v1/quote/AAPL").method("HEAD", BodyPublishers.noBody()));

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.headers().map()).isEqualTo(get.headers().map());
    }

    @Test
    void each_request_is_counted_by_its_route_and_never_by_its_key() throws Exception {
        send(request("/v1/quote/AAPL"));
        send(request("/v1/broken"));

        assertThat(answered).containsExactly("/v1/{dataset}/{key} 200", "/v1/broken 500");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /, 404, not-found",
        "GET, /v1/quote/, 404, not-found",
        "GET, /v1/quote/AAPL/x, 404, not-found",
        "POST, /v1/quote/AAPL, 405, method-not-allowed",
        "GET, /v1/blocking, 405, method-not-allowed",
        "GET, /v1/broken, 500, internal",
    })
    void what_no_route_answers_is_a_problem(String method, String path, int status, String type) throws Exception {
        HttpResponse<String> response = send(request(path).method(method, BodyPublishers.noBody()));

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(problem(response)).endsWith(type);
        assertThat(response.body()).doesNotContain("secret");
    }

    @Test
    void says_what_is_allowed_instead() throws Exception {
        HttpResponse<String> response = send(request("/v1/quote/AAPL").DELETE());

        assertThat(response.headers().firstValue("Allow")).contains("GET, HEAD");
    }

    @Test
    void a_body_beyond_the_largest_is_refused() throws Exception {
        HttpResponse<String> response =
                send(request("/v1/blocking").POST(BodyPublishers.ofByteArray(new byte[1024 * 1024 + 1])));

        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(problem(response)).endsWith("too-large");
        assertThat(response.headers().firstValue("Connection"))
                .as("nobody may send the next request on a connection that is about to end")
                .contains("close");
    }

    @ParameterizedTest
    @CsvSource({"200000, 413", "0, 400"})
    void what_is_no_request_is_refused_and_told(int length, int status) throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            String text = length == 0 ? "hello\r\n\r\n" : "GET /" + "x".repeat(length) + " HTTP/1.1\r\n\r\n";
            socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            byte[] begin = socket.getInputStream().readNBytes("HTTP/1.0 400".length());
            String answer = new String(begin, StandardCharsets.UTF_8);

            assertThat(answer).isEqualTo("HTTP/1.0 " + status);
        }
    }

    @Test
    void while_there_are_no_routes_callers_are_told_to_come_back() throws Exception {
        context.getRouteController().stopAllRoutes();

        HttpResponse<String> response = send(request("/v1/quote/AAPL"));

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("Retry-After")).contains("1");
        assertThat(problem(response)).endsWith("unavailable");
    }

    @Test
    void one_connection_too_many_is_closed_and_one_that_ends_makes_room() throws Exception {
        int other;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            other = free.getLocalPort();
        }
        HttpServing serving = new HttpServing("127.0.0.1", other, PATIENCE, 2, null);
        try (HttpEngine small = new HttpEngine(serving, Gate.open(), (route, status, nanos) -> {}, new Doors());
                Socket first = new Socket(InetAddress.getLoopbackAddress(), listening(small, other))) {
            assertThat(begin(first)).isEqualTo("HTTP/1.1");
            try (Socket second = new Socket(InetAddress.getLoopbackAddress(), other);
                    Socket third = new Socket(InetAddress.getLoopbackAddress(), other)) {
                assertThat(List.of(begin(second), begin(third)))
                        .as("event loops may take them in any order")
                        .containsExactlyInAnyOrder("HTTP/1.1", "");
            }

            long until = System.nanoTime() + PATIENCE.toNanos();
            String answer = "";
            while (answer.isEmpty()) {
                assertThat(System.nanoTime()).as("no room was made").isLessThan(until);
                try (Socket next = new Socket(InetAddress.getLoopbackAddress(), other)) {
                    answer = begin(next);
                }
            }
            assertThat(answer).isEqualTo("HTTP/1.1");
        }
    }

    private static int listening(HttpEngine engine, int port) throws IOException {
        engine.listen();
        return port;
    }

    /** How an answer begins; empty when there is none. */
    private static String begin(Socket socket) {
        try {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: q\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readNBytes("HTTP/1.1".length()), StandardCharsets.UTF_8);
        } catch (IOException reset) {
            return "";
        }
    }

    private Socket connect(int to) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(8 * 1024);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), to));
        socket.setSoTimeout((int) PATIENCE.toMillis());
        return socket;
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
    }

    /** All that comes until the server closes the connection; the test fails when it does not. */
    private static String all(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private long large() {
        return answered.stream().filter(route -> route.startsWith("/v1/large")).count();
    }

    @Test
    void who_takes_no_answers_is_given_no_more_of_them() throws Exception {
        int asked = 100;
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.addAppender(log);
        try (Socket socket = connect(port)) {
            write(socket, "GET /v1/large HTTP/1.1\r\nHost: q\r\n\r\n".repeat(asked));
            long large = -1;
            while (large != large()) {
                large = large();
                for (int i = 0; i < asked; i++) {
                    assertThat(send(request("/v1/quote/AAPL")).statusCode()).isEqualTo(200);
                }
            }

            assertThat(large).as("a few fill the buffers of the connection").isBetween(1L, asked / 2L);

            long bytes = 0;
            byte[] part = new byte[64 * 1024];
            while (bytes < (long) asked * LARGE_BYTES) {
                int read = socket.getInputStream().read(part);
                assertThat(read).as("all come to who takes them").isPositive();
                bytes += read;
            }
        } finally {
            root.detachAppender(log);
        }
        assertThat(log.list).noneMatch(event -> event.getLevel().equals(Level.ERROR));
    }

    @Test
    void the_connection_ends_after_a_chunked_body() throws Exception {
        release.countDown();
        try (Socket socket = connect(port)) {
            write(
                    socket,
                    "POST /v1/blocking HTTP/1.1\r\nHost: q\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n");

            assertThat(all(socket)).startsWith("HTTP/1.1 200").endsWith("got hi");
        }
    }

    @Test
    void who_was_told_that_its_body_came_too_late_is_cut_off() throws Exception {
        int other;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            other = free.getLocalPort();
        }
        HttpServing serving = new HttpServing("127.0.0.1", other, Duration.ofMillis(200), 10, null);
        try (HttpEngine hasty = new HttpEngine(serving, Gate.open(), (route, status, nanos) -> {}, new Doors());
                DefaultCamelContext routes = new DefaultCamelContext()) {
            routes.getRegistry().bind(PlatformHttpConstants.PLATFORM_HTTP_ENGINE_NAME, hasty);
            routes.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("platform-http:/v1/blocking?httpMethodRestrict=POST").setBody(body());
                }
            });
            routes.start();
            try (Socket socket = connect(listening(hasty, other))) {
                write(socket, "POST /v1/blocking HTTP/1.1\r\nHost: q\r\nContent-Length: 5\r\n\r\nh");

                assertThat(all(socket)).startsWith("HTTP/1.1 408").contains("request-timeout");
            }
        }
    }

    @Test
    void who_waits_for_leave_to_send_its_body_is_given_it() throws Exception {
        release.countDown();
        try (Socket socket = connect(port)) {
            write(socket, "POST /v1/blocking HTTP/1.1\r\nHost: q\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
            String leave = "HTTP/1.1 100 Continue\r\n\r\n";
            assertThat(new String(socket.getInputStream().readNBytes(leave.length()), StandardCharsets.UTF_8))
                    .isEqualTo(leave);

            write(socket, "hi");
            assertThat(all(socket)).startsWith("HTTP/1.1 200").endsWith("got hi");
        }
    }

    @Test
    void who_is_refused_leave_may_send_nothing_more_that_could_be_taken_for_a_request() throws Exception {
        try (Socket socket = connect(port)) {
            write(socket, "POST /v1/nowhere HTTP/1.1\r\nHost: q\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");

            assertThat(all(socket)).startsWith("HTTP/1.1 404").containsIgnoringCase("connection: close");
        }
    }

    @Test
    void a_port_that_is_taken_is_told_by_its_number() {
        HttpEngine second = new HttpEngine(
                HttpServing.plain("127.0.0.1", port), Gate.open(), (route, status, nanos) -> {}, new Doors());
        try {
            assertThatThrownBy(second::listen)
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("127.0.0.1:" + port + " cannot be bound");
        } finally {
            second.close();
        }
    }

    @Test
    void a_route_may_be_exchanged_before_its_answer_is_known() throws Exception {
        CompletableFuture<HttpResponse<String>> asked = client.sendAsync(
                request("/v1/later").POST(BodyPublishers.noBody()).build(), BodyHandlers.ofString());
        assertThat(release.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        Door door = doors.door(context.getRoute("later").getEndpoint().getEndpointUri());
        List<Boolean> empty = new ArrayList<>();

        new LiveRoutes(context, doors).replace(List.of("later"), () -> empty.add(door.isEmpty()));
        later.complete("known");

        assertThat(empty).containsExactly(true);
        assertThat(asked.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).body()).isEqualTo("known");
        assertThat(answered).containsExactly("/v1/later 200");
    }
}
