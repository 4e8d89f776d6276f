package dev.quotewell;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quotewell.cli.DlqCommand;
import dev.quotewell.cli.OutboxCommand;
import dev.quotewell.json.Json;
import dev.quotewell.redis.EmbeddedRedis;
import dev.quotewell.sample.SampleMarket;
import dev.quotewell.settings.Settings;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What an operator sees and does when sinks are away and messages are wrong: by the commands, on a running system. */
class OperatorsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final String SYMBOLS = "AAPL,MSFT,KO,IBM,DIS,JPM";

    private static SampleMarket market;
    private static EmbeddedRedis server;
    private static RedisClient client;
    private static RedisCommands<String, String> redis;
    private static EventReceiver receiver;
    private static Application application;

    @BeforeAll
    static void start(@TempDir Path directory) {
        market = SampleMarket.start(0, 1, InstantSource.system());
        server = EmbeddedRedis.start(directory.resolve("redis"));
        client = RedisClient.create(RedisURI.create(server.uri()));
        redis = client.connect().sync();
        receiver = new EventReceiver();
        Map<String, String> settings = TestSettings.of(server.uri(), market, directory.resolve("data"));
        settings.put("quotewell.outbox.alarm", "3");
        settings.put("quotewell.outbox.limit", "6");
        settings.put("events.webhook.url", receiver.url());
        String secret =
                Base64.getEncoder().encodeToString("a secret of this test, no other".getBytes(StandardCharsets.UTF_8));
        application = Application.of(
                Settings.read(Path.of("config"), "", Map.of(), settings),
                Path.of("routes"),
                Map.of("EVENTS_WEBHOOK_SECRET", secret));
        application.start();
    }

    @AfterAll
    static void stop() {
        application.close();
        receiver.close();
        client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
        server.close();
        market.close();
    }

    private record Outcome(int code, String out, String err) {
        JsonNode json() {
            return OperatorsIT.json(out);
        }
    }

    private static Outcome command(Object command, String... words) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = new CommandLine(command)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(Stream.concat(Stream.of(words), Stream.of("--api", application.api()))
                        .toArray(String[]::new));
        return new Outcome(code, out.toString(), err.toString());
    }

    private static JsonNode json(String text) {
        try {
            return Json.mapper().readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(text, e);
        }
    }

    private static String get(String url) {
        try {
            return HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(url))
                                    .timeout(PATIENCE)
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new UncheckedIOException(url, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** For a bounded time. */
    private static void await(String what, BooleanSupplier reached) {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!reached.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited in vain until " + what).isLessThan(until);
            LockSupport.parkNanos(10_000_000);
        }
    }

    /** A healthy outbox is not listed. */
    private static boolean hasOutboxAlarm() {
        String management = application.addresses().replaceAll(".*management=(\\S+)/observe.*", "$1");
        JsonNode health = json(get(management + "/observe/health"));
        return health.path("status").asText().equals("DOWN")
                && health.findValuesAsText("name").contains("outbox");
    }

    private static long inOutbox() {
        return IntStream.range(0, 16)
                .mapToLong(number -> redis.xlen(String.format("qw:outbox:{%02d}", number)))
                .sum();
    }

    private static List<String> deadLetters() {
        return redis.xrange("qw:dlq", Range.unbounded()).stream()
                .map(entry -> entry.getId())
                .toList();
    }

    private static String request(String stream, String id, String symbol) {
        return redis.xadd(
                stream, Map.of("body", "{\"id\":\"" + id + "\",\"dataset\":\"quote\",\"keys\":[\"" + symbol + "\"]}"));
    }

    private static String lastDelivered(String stream) {
        List<?> group = (List<?>) redis.xinfoGroups(stream).get(0);
        return group.get(group.indexOf("last-delivered-id") + 1).toString();
    }

    private static boolean isAnswered(String id) {
        return redis.xrange("qw:replies", Range.unbounded()).stream()
                .anyMatch(entry -> json(entry.getBody().getOrDefault("body", ""))
                        .path("id")
                        .asText()
                        .equals(id));
    }

    private static long webhookGot(String symbol) {
        return receiver.batches().stream()
                .flatMap(batch -> json(batch).findValuesAsText("subject").stream())
                .filter(symbol::equals)
                .count();
    }

    @Test
    void while_a_sink_is_away_schedules_wait_people_do_not_and_afterwards_all_is_told_again() {
        receiver.down(true);
        assertThat(get(application.api() + "/v1/quote?keys=" + SYMBOLS)).doesNotContain("problem");
        await("the outbox is full", OperatorsIT::hasOutboxAlarm);
        JsonNode shown = command(new OutboxCommand(), "show", "--json").json();
        Outcome table = command(new OutboxCommand(), "show");

        assertThat(shown.toString()).contains("events-webhook");
        assertThat(table.out()).contains("events-webhook").contains("Outbox: 6 events, FULL");

        String last = "";
        // A read that was under way already may still take one.
        for (int i = 0; i < 3; i++) {
            String request = "r-" + i;
            last = request("qw:scheduled", "s-" + i, "V");
            request("qw:requests", request, "WMT");
            await("a request is answered", () -> isAnswered(request));
        }
        assertThat(lastDelivered("qw:scheduled"))
                .as("what schedules ask for waits")
                .isNotEqualTo(last);
        Outcome refused = command(new OutboxCommand(), "replay", "--since", "2026-01-01T00:00:00Z");
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).contains("outbox");

        receiver.down(false);
        await("the webhook has all", () -> inOutbox() == 0);
        await("the alarm is over", () -> !hasOutboxAlarm());
        await("the schedule's request is done", () -> redis.xlen("qw:scheduled") == 0);
        assertThat(webhookGot("AAPL")).isEqualTo(1);

        Outcome replayed =
                command(new OutboxCommand(), "replay", "--since", "2020-01-01T00:00:00Z", "--dataset", "quote");

        assertThat(replayed.code()).as(replayed.err()).isZero();
        assertThat(replayed.out()).contains("go to every sink again");
        await("the webhook has them once more", () -> webhookGot("AAPL") == 2);
        await("the outbox is empty again", () -> inOutbox() == 0);
    }

    @Test
    void a_dead_letter_is_listed_shown_and_goes_back_once() {
        redis.xadd("qw:requests", Map.of("body", "hello\u001b[2J"));
        await("it is a dead letter", () -> !deadLetters().isEmpty());
        String id = deadLetters().get(0);

        Outcome list = command(new DlqCommand(), "list");
        Outcome shown = command(new DlqCommand(), "show", id);

        assertThat(list.out()).contains(id).contains("qw:requests").contains("The body is not JSON");
        assertThat(shown.out()).contains("\\u001b").doesNotContain("\u001b");

        Outcome back = command(new DlqCommand(), "replay", "--id", id);
        await(
                "it failed again",
                () -> !deadLetters().isEmpty() && !deadLetters().contains(id));
        Outcome again = command(new DlqCommand(), "replay", "--id", id);

        assertThat(back.code()).as(back.err()).isZero();
        assertThat(back.out()).contains("1 dead letter went back");
        assertThat(again.out() + again.err()).contains("Not there: " + id);
        assertThat(deadLetters()).hasSize(1);
    }
}
