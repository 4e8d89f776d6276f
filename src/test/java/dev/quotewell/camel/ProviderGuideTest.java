package dev.quotewell.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.quotewell.budget.Budgets;
import dev.quotewell.budget.MemoryBudgets;
import dev.quotewell.budget.Priority;
import dev.quotewell.budget.StoreAway;
import dev.quotewell.cache.CacheKey;
import dev.quotewell.cache.LoadOutcome;
import dev.quotewell.cache.Loader.Wanted;
import dev.quotewell.market.Markets;
import dev.quotewell.provider.Datasets;
import dev.quotewell.provider.Provider;
import dev.quotewell.provider.Providers;
import dev.quotewell.yaml.ConfigurationFaultsException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The example of {@code docs/providers.md}, read out of that page, against a server that has the habits it describes. */
@Timeout(60)
class ProviderGuideTest {

    private static final Instant NOW = Instant.parse("2026-09-08T14:15:00Z");

    private final Map<String, String> replies = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final Datasets datasets = Datasets.read(Path.of("config/datasets"));
    private final HttpServer server;

    @TempDir
    private Path folder;

    ProviderGuideTest() throws IOException {
        InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        server = HttpServer.create(new InetSocketAddress(loopback, 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String target = exchange.getRequestURI().toString();
            asked.add(target);
            byte[] bytes = replies.getOrDefault(target, "{}").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(replies.containsKey(target) ? 200 : 500, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    /** The block of the page that begins with the file's first line. */
    private static String example() throws IOException {
        String page = Files.readString(Path.of("docs/providers.md"));
        int begin = page.indexOf("# yaml-language-server");
        return page.substring(begin, page.indexOf("```", begin));
    }

    @BeforeEach
    void start() throws Exception {
        Files.writeString(folder.resolve("acme.yaml"), example());
        Providers providers = Providers.read(folder, datasets);
        Sessions sessions = new Sessions(datasets, Markets.read(Path.of("config/markets")), () -> NOW);
        camel.getRegistry()
                .bind(
                        "provider-calls",
                        new ProviderCalls(
                                datasets,
                                providers,
                                new ProviderCalls.Surroundings(
                                        provider -> Optional.of(URI.create("http://127.0.0.1:"
                                                + server.getAddress().getPort())),
                                        name -> name.equals("ACME_API_KEY") ? List.of("s3cret") : List.of(),
                                        new Budgets(
                                                new MemoryBudgets(),
                                                () -> NOW,
                                                StoreAway.NO_CALLS,
                                                (provider, window, remaining) -> {}),
                                        Provider::apiBudget,
                                        new ProviderCalls.BreakerRule(5, Duration.ofSeconds(30)),
                                        sessions,
                                        () -> NOW,
                                        new Unseen(),
                                        (dataset, tag) -> {})));
        for (String file : List.of("routes/errors.camel.yaml", "routes/templates/provider-call.camel.yaml")) {
            PluginHelper.getRoutesLoader(camel).loadRoutes(ResourceHelper.resolveResource(camel, "file:" + file));
        }
        ProviderRoutes routes = new ProviderRoutes(providers);
        camel.addRoutes(routes);
        routes.addTemplatedRoutesToCamelContext(camel);
        camel.start();
    }

    private static final class Unseen implements ProviderCalls.CallObserver {
        @Override
        public void called(String provider, String outcome) {}

        @Override
        public void skipped(String provider, String reason) {}

        @Override
        public void suspected(String provider, String check) {}
    }

    @AfterEach
    void stop() throws IOException {
        camel.close();
        server.stop(0);
    }

    private List<String> load(String dataset, String... keys) throws IOException {
        CacheAsideEndpoint step = new CacheAsideEndpoint("cache-aside:" + dataset, new CacheAsideComponent(), dataset);
        step.setCamelContext(camel);
        step.setLoader("direct:acme-" + dataset);
        step.setBatchSize(keys.length);
        try (RouteLoader loader = new RouteLoader(step, new LoadLine(Runnable::run, 1, 0))) {
            return loader
                    .at(Priority.INTERACTIVE)
                    .load(Arrays.stream(keys)
                            .map(key -> new Wanted(new CacheKey(dataset, key), null, () -> false))
                            .toList())
                    .toCompletableFuture()
                    .join()
                    .stream()
                    .map(ProviderGuideTest::shortly)
                    .toList();
        }
    }

    private static String shortly(LoadOutcome outcome) {
        if (outcome instanceof LoadOutcome.Loaded loaded) {
            return loaded.record().text();
        }
        return outcome instanceof LoadOutcome.Failed failed ? failed.failure().detail() : "no such symbol";
    }

    @Test
    void many_symbols_come_in_one_call_each_with_its_unit_and_its_zone() throws Exception {
        replies.put("/v2/last?codes=IBM.N%2CVOD.L%2CXXX.N&token=s3cret", """
                {"status": "ok", "items": {
                  "IBM.N": {"last": "234.8900", "chg": "+0.08%", "at": "2026-09-08 10:14:05"},
                  "VOD.L": {"last": "7512", "chg": "-", "at": "2026-09-08 10:14:01"},
                  "XXX.N": {"error": "no such code"}}}""");

        // The currency differs, but is in no part of the request: so they go together.
        assertThat(load("quote", "IBM", "VOD.L", "XXX"))
                .containsExactly(
                        "{\"symbol\":\"IBM\",\"price\":234.8900,\"changePercent\":0.08,\"currency\":\"USD\","
                                + "\"asOf\":\"2026-09-08T14:14:05Z\",\"provider\":\"acme\",\"session\":\"regular\"}",
                        "{\"symbol\":\"VOD.L\",\"price\":75.12,\"currency\":\"GBP\","
                                + "\"asOf\":\"2026-09-08T14:14:01Z\",\"provider\":\"acme\",\"session\":\"regular\"}",
                        "no such symbol");
        assertThat(asked).hasSize(1);
    }

    @Test
    void an_error_with_a_good_status_is_an_error() throws Exception {
        replies.put("/v2/last?codes=IBM.N&token=s3cret", "{\"status\": \"denied\", \"reason\": \"daily limit\"}");

        assertThat(load("quote", "IBM")).containsExactly("acme: quota-exhausted");
    }

    @Test
    void history_comes_in_pages_with_days_that_stay_days() throws Exception {
        String path = "/v2/days/VOD.L?first=2026-01-01&last=2026-12-31&token=s3cret";
        replies.put(path, "{\"status\":\"ok\",\"rows\":[[\"2026-01-05\",7001,7010,6990,7005,4100]],\"next\":2}");
        replies.put(
                path + "&page=2",
                "{\"status\":\"ok\",\"rows\":[[\"2026-01-06\",7005,7020,7000,7011,3900]],\"next\":null}");

        assertThat(load("bars", "VOD.L/1d/2026-01-01/2026-12-31"))
                .containsExactly(
                        "{\"symbol\":\"VOD.L\",\"interval\":\"1d\",\"currency\":\"GBP\",\"adjusted\":false,\"bars\":["
                                + "{\"time\":\"2026-01-05\",\"open\":70.01,\"high\":70.10,\"low\":69.90,\"close\":70.05,\"volume\":4100},"
                                + "{\"time\":\"2026-01-06\",\"open\":70.05,\"high\":70.20,\"low\":70.00,\"close\":70.11,\"volume\":3900}],"
                                + "\"provider\":\"acme\",\"asOf\":\"2026-01-06\"}");
        assertThat(load("bars", "VOD.L/1h/2026-01-01/2026-01-31")).containsExactly("acme: bad-request");
    }

    @Test
    void a_slip_is_told_with_its_line_as_the_page_says(@TempDir Path other) throws Exception {
        Files.writeString(other.resolve("acme.yaml"), example().replace("batch:", "bach:"));

        List<String> page = Files.readAllLines(Path.of("docs/providers.md"));

        assertThatThrownBy(() -> Providers.read(other, datasets))
                .isInstanceOfSatisfying(
                        ConfigurationFaultsException.class,
                        refused -> assertThat(page)
                                .contains(refused.faults().get(0).replace(other.toString(), "config/providers")));
    }
}
