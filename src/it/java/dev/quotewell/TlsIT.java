package dev.quotewell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.quotewell.cli.GetCommand;
import dev.quotewell.redis.RedisUnreachableException;
import dev.quotewell.redis.TlsRedis;
import dev.quotewell.sample.SampleMarket;
import dev.quotewell.settings.Settings;
import dev.quotewell.settings.TlsFiles;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SslOptions;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/** The application between a Redis and callers that all speak TLS, with an authority of their own. */
class TlsIT {

    private static final String PASSWORD = "a-password";

    private static Path directory = Path.of("");
    private static Certificates ours;
    private static Certificates others;
    private static SampleMarket market;
    private static TlsRedis redis;
    private static Application application;

    @BeforeAll
    static void start(@TempDir Path temporary) throws IOException {
        directory = temporary;
        ours = new Certificates(directory, "ours");
        ours.issue("redis");
        ours.issue("quotewell");
        ours.issue("caller");
        others = new Certificates(directory, "others");
        market = SampleMarket.start(0, 1, InstantSource.system());
        redis = new TlsRedis(
                directory.resolve("redis"), ours.authority(), ours.certificate("redis"), ours.key("redis"), PASSWORD);
        application = application(settings());
        application.start();
    }

    @AfterAll
    static void stop() {
        application.close();
        redis.close();
        market.close();
    }

    private static Map<String, String> settings() throws IOException {
        URI uri = URI.create("rediss://:" + PASSWORD + "@127.0.0.1:" + redis.port());
        Map<String, String> settings = TestSettings.of(uri, market, Files.createDirectories(directory.resolve("data")));
        settings.put("quotewell.redis.tls.ca", ours.authority().toString());
        settings.put(
                "quotewell.redis.tls.certificate", ours.certificate("quotewell").toString());
        settings.put("quotewell.redis.tls.key", ours.key("quotewell").toString());
        settings.put("quotewell.redis.timeout", "5s");
        settings.put(
                "quotewell.api.tls.certificate", ours.certificate("quotewell").toString());
        settings.put("quotewell.api.tls.key", ours.key("quotewell").toString());
        settings.put("quotewell.api.tls.client-ca", ours.authority().toString());
        return settings;
    }

    private static Application application(Map<String, String> settings) {
        return Application.of(Settings.read(Path.of("config"), "", Map.of(), settings), Path.of("routes"), Map.of());
    }

    /** @param name whose certificate it shows; null for none */
    private static SSLContext context(Path authority, @Nullable String name)
            throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        try (var in = Files.newInputStream(authority)) {
            trusted.setCertificateEntry(
                    "ca",
                    java.security.cert.CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        KeyStore shown = KeyStore.getInstance("PKCS12");
        shown.load(null, null);
        if (name != null) {
            KeyStore all = KeyStore.getInstance("PKCS12");
            try (var in = Files.newInputStream(directory.resolve("ours.p12"))) {
                all.load(in, "changeit".toCharArray());
            }
            shown.setKeyEntry(
                    name, all.getKey(name, "changeit".toCharArray()), new char[0], all.getCertificateChain(name));
        }
        keys.init(shown, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private static HttpResponse<String> get(SSLContext tls, String path) throws IOException, InterruptedException {
        HttpClient client = HttpClient.newBuilder().sslContext(tls).build();
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(path.startsWith("http") ? path : application.api() + path))
                .timeout(Duration.ofSeconds(30))
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    @Test
    void records_and_the_live_feed_go_through_a_Redis_that_speaks_TLS() throws Exception {
        RedisURI uri = RedisURI.builder()
                .withHost("127.0.0.1")
                .withPort(redis.port())
                .withSsl(true)
                .withPassword(PASSWORD.toCharArray())
                .build();
        RedisClient watcher = RedisClient.create(uri);
        watcher.setOptions(ClientOptions.builder()
                .sslOptions(SslOptions.builder()
                        .trustManager(ours.authority().toFile())
                        .keyManager(
                                ours.certificate("caller").toFile(),
                                ours.key("caller").toFile(),
                                new char[0])
                        .build())
                .build());
        LinkedBlockingQueue<String> told = new LinkedBlockingQueue<>();
        try (StatefulRedisPubSubConnection<String, String> connection = watcher.connectPubSub()) {
            connection.addListener(new RedisPubSubAdapter<>() {
                @Override
                public void message(String channel, String message) {
                    told.add(message);
                }
            });
            connection.sync().subscribe("qw:live:quote:MSFT");

            HttpResponse<String> answer = get(context(ours.authority(), "caller"), "/v1/quote/MSFT");

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Cache-Status").orElse("")).contains("stored");
            assertThat(told.poll(30, TimeUnit.SECONDS)).contains("\"subject\":\"MSFT\"");
        } finally {
            watcher.shutdown(Duration.ZERO, Duration.ofSeconds(1));
        }
    }

    @Test
    void callers_show_a_certificate_of_the_authority_or_get_no_answer() throws Exception {
        HttpResponse<String> known = get(context(ours.authority(), "caller"), "/v1/quote/AAPL");
        SSLContext nobody = context(ours.authority(), null);

        assertThat(known.statusCode()).isEqualTo(200);
        assertThat(known.headers().firstValue("Strict-Transport-Security")).contains("max-age=31536000");
        assertThatThrownBy(() -> get(nobody, "/v1/quote/AAPL")).isInstanceOf(IOException.class);
    }

    @Test
    void health_speaks_TLS_too() throws Exception {
        String management = application.addresses().replaceAll(".*management=(\\S+)/observe.*", "$1");

        assertThat(management).startsWith("https://");
        assertThat(get(context(ours.authority(), "caller"), management + "/observe/health/ready")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void the_command_line_trusts_the_authority_that_it_is_told() throws IOException {
        Map<String, String> settings = new HashMap<>(settings());
        settings.remove("quotewell.api.tls.client-ca");
        try (Application open = application(settings)) {
            open.start();
            Path config = Files.createDirectories(directory.resolve("cli"));
            String port = open.api().replaceAll(".*:", "");
            Files.writeString(config.resolve("application.properties"), """
                    quotewell.api.port = %s
                    quotewell.api.tls.certificate = %s
                    quotewell.api.tls.key = %s
                    quotewell.api.tls.ca = %s
                    """.formatted(
                            port, ours.certificate("quotewell"), ours.key("quotewell"), ours.authority()));
            StringWriter out = new StringWriter();
            StringWriter err = new StringWriter();

            int code = new CommandLine(new GetCommand())
                    .setOut(new PrintWriter(out))
                    .setErr(new PrintWriter(err))
                    .execute("quote", "AAPL", "--config", config.toString());

            assertThat(code).as(err.toString()).isZero();
            assertThat(out.toString()).contains("AAPL");
        }
    }

    @Test
    void a_Redis_that_another_authority_signed_is_refused_in_one_line() throws IOException {
        Map<String, String> settings = settings();
        settings.put("quotewell.redis.tls.ca", others.authority().toString());

        assertRefused(settings);
    }

    @Test
    void without_our_certificate_Redis_refuses_us_and_that_is_told_in_one_line() throws IOException {
        Map<String, String> settings = settings();
        settings.remove("quotewell.redis.tls.certificate");
        settings.remove("quotewell.redis.tls.key");

        assertRefused(settings);
    }

    @Test
    void a_file_that_holds_no_certificate_is_told_by_its_setting() throws IOException {
        Map<String, String> settings = settings();
        settings.put(
                "quotewell.redis.tls.ca",
                Files.writeString(directory.resolve("not.pem"), "hello").toString());

        assertFilesRefused(settings, "quotewell.redis.tls.ca is " + directory.resolve("not.pem"));

        Map<String, String> ofServer = settings();
        ofServer.put("quotewell.api.tls.key", directory.resolve("not.pem").toString());
        assertFilesRefused(ofServer, "quotewell.api.tls.key is " + directory.resolve("not.pem"));
    }

    @Test
    void the_key_of_another_certificate_is_told_before_anybody_is_turned_away() throws IOException {
        Map<String, String> ofServer = settings();
        ofServer.put("quotewell.api.tls.key", ours.key("caller").toString());
        assertFilesRefused(
                ofServer,
                "quotewell.api.tls.key is " + ours.key("caller") + ", which is not the key of the certificate in "
                        + ours.certificate("quotewell"));

        Map<String, String> ofRedis = settings();
        ofRedis.put("quotewell.redis.tls.key", ours.key("caller").toString());
        assertFilesRefused(ofRedis, "quotewell.redis.tls.key is " + ours.key("caller"));
    }

    @Test
    void of_a_certificate_that_has_expired_or_is_not_valid_yet_the_log_warns() throws IOException {
        TlsFiles files = new TlsFiles(ours.certificate("quotewell"), ours.key("quotewell"), null);
        ListAppender<ILoggingEvent> told = new ListAppender<>();
        told.start();
        Logger log = (Logger) LoggerFactory.getLogger(CertificateFiles.class);
        log.addAppender(told);

        CertificateFiles.check("quotewell.api.tls.", files, "client-ca", Instant.now());
        assertThat(told.list).isEmpty();
        CertificateFiles.check("quotewell.api.tls.", files, "client-ca", Instant.parse("2099-01-01T00:00:00Z"));
        CertificateFiles.check("quotewell.api.tls.", files, "client-ca", Instant.EPOCH);
        log.detachAppender(told);

        // Ours, and that of its authority behind it.
        assertThat(told.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .hasSize(4)
                .allSatisfy(line -> assertThat(line)
                        .startsWith("quotewell.api.tls.certificate names " + ours.certificate("quotewell"))
                        .containsAnyOf("that expired at 20", "that is not valid before 20"));
    }

    private static void assertFilesRefused(Map<String, String> settings, String told) {
        try (Application broken = application(settings)) {
            assertThatThrownBy(broken::start)
                    .isInstanceOf(CannotStartException.class)
                    .hasMessageStartingWith(told)
                    .satisfies(failure -> assertThat(failure.getMessage())
                            .doesNotContain("\n")
                            .doesNotContain(PASSWORD));
        }
    }

    private static void assertRefused(Map<String, String> settings) {
        try (Application refused = application(settings)) {
            assertThatThrownBy(refused::start)
                    .isInstanceOf(RedisUnreachableException.class)
                    .hasMessageContaining("Redis at rediss://127.0.0.1:" + redis.port())
                    .hasMessageContaining("quotewell.redis.tls.ca")
                    .satisfies(failure -> assertThat(failure.getMessage())
                            .doesNotContain("\n")
                            .doesNotContain(PASSWORD));
        }
    }
}
