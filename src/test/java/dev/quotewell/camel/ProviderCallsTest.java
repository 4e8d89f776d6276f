package dev.quotewell.camel;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.quotewell.budget.Budgets;
import dev.quotewell.budget.MemoryBudgets;
import dev.quotewell.budget.Priority;
import dev.quotewell.budget.StoreAway;
import dev.quotewell.cache.CacheKey;
import dev.quotewell.cache.Loader.Wanted;
import dev.quotewell.market.Markets;
import dev.quotewell.provider.Datasets;
import dev.quotewell.provider.FailureClass;
import dev.quotewell.provider.Provider;
import dev.quotewell.provider.ProviderFailedException;
import dev.quotewell.provider.Providers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The template as it ships, two providers behind a failover, and a server that answers as a test tells it. */
@Timeout(60)
class ProviderCallsTest {

    private static final String DATE = "Tue, 08 Sep 2026 20:00:00 GMT";
    private static final String RECORD = "{\"price\":1.10,\"asOf\":\"2026-09-08T20:00:00Z\"}";

    private final List<Headers> asked = new CopyOnWriteArrayList<>();
    private final List<String> outcomes = new CopyOnWriteArrayList<>();
    private final List<String> evicted = new CopyOnWriteArrayList<>();
    private final Set<String> absent = new HashSet<>();
    private final MemoryBudgets budgets = new MemoryBudgets();
    private volatile Instant now = Instant.parse("2026-09-08T20:30:00Z");
    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final HttpServer server;

    private volatile Answer one = new Answer(200, Map.of(), RECORD);
    private volatile Answer two = new Answer(200, Map.of(), RECORD);

    private record Answer(int status, Map<String, List<String>> headers, String body) {

        static Answer notModified(Map<String, List<String>> headers) {
            return new Answer(304, headers, "");
        }
    }

    ProviderCallsTest() throws IOException {
        InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        server = HttpServer.create(new InetSocketAddress(loopback, 0), 0);
    }

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        server.createContext("/one/", exchange -> answer(exchange, one));
        server.createContext("/two/", exchange -> answer(exchange, two));
        server.start();
        Files.writeString(folder.resolve("one.yaml"), file("honourCacheControl: true"));
        Files.writeString(folder.resolve("two.yaml"), file(""));
        Datasets datasets = Datasets.read(Path.of("config/datasets"));
        Providers providers = Providers.read(folder, datasets);
        camel.getRegistry().bind("provider-calls", new ProviderCalls(datasets, providers, surroundings(datasets)));
        for (String file : List.of("routes/errors.camel.yaml", "routes/templates/provider-call.camel.yaml")) {
            PluginHelper.getRoutesLoader(camel).loadRoutes(ResourceHelper.resolveResource(camel, "file:" + file));
        }
        ProviderRoutes routes = new ProviderRoutes(providers);
        camel.addRoutes(routes);
        routes.addTemplatedRoutesToCamelContext(camel);
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:load").loadBalance().failover().to("direct:one-quote", "direct:two-quote");
            }
        });
        camel.start();
    }

    private ProviderCalls.Surroundings surroundings(Datasets datasets) {
        URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        return new ProviderCalls.Surroundings(
                provider -> Optional.of(url.resolve("/" + provider.name()))
                        .filter(any -> !absent.contains(provider.name())),
                secret -> List.of(),
                new Budgets(budgets, clock(), StoreAway.NO_CALLS, (provider, window, remaining) -> {}),
                Provider::apiBudget,
                new ProviderCalls.BreakerRule(5, Duration.ofSeconds(30)),
                new Sessions(datasets, Markets.read(Path.of("config/markets")), clock()),
                clock(),
                new ProviderCalls.CallObserver() {
                    @Override
                    public void called(String provider, String outcome) {
                        outcomes.add(provider + " " + outcome);
                    }

                    @Override
                    public void skipped(String provider, String reason) {
                        outcomes.add(provider + " skipped " + reason);
                    }

                    @Override
                    public void suspected(String provider, String check) {
                        outcomes.add(provider + " suspected " + check);
                    }
                },
                (dataset, tag) -> evicted.add(dataset + " " + tag));
    }

    private InstantSource clock() {
        return () -> now;
    }

    private static String file(String field) {
        return """
                baseUrl: https://api.example.org
                %s
                symbols: [{pattern: '[A-Z]+'}]
                datasets:
                  quote:
                    requester: {path: '/quote/{symbol}'}
                    recordSelector: {mapping: .}
                """.formatted(field);
    }

    private void answer(HttpExchange exchange, Answer answer) throws IOException {
        try (exchange) {
            asked.add(exchange.getRequestHeaders());
            exchange.getResponseHeaders().putAll(answer.headers());
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @AfterEach
    void stop() throws IOException {
        camel.close();
        server.stop(0);
    }

    /** The load of a key that is not in the cache. */
    private Exchange load() throws IOException {
        return load(Map.of());
    }

    /** The load that refreshes an entry, which the headers describe. */
    private Exchange load(Map<String, Object> entry) throws IOException {
        try (ProducerTemplate template = camel.createProducerTemplate()) {
            return template.send("direct:load", exchange -> {
                exchange.getMessage().setHeader(CacheAsideConstants.DATASET, "quote");
                exchange.getMessage().setHeader(CacheAsideConstants.KEY, "AAPL");
                exchange.getMessage().getHeaders().putAll(entry);
                new Loading(List.of(new Wanted(new CacheKey("quote", "AAPL"), null, () -> false)), Priority.INTERACTIVE)
                        .begin(exchange);
            });
        }
    }

    private static Map<String, Object> entry(String provider) {
        return Map.of(
                CacheAsideConstants.PROVIDER, provider,
                CacheAsideConstants.ETAG, "W/\"1\"",
                CacheAsideConstants.LAST_MODIFIED, DATE);
    }

    private static Map<String, List<String>> headers(String name, String... values) {
        return Map.of(name, List.of(values));
    }

    private static List<ProviderFailedException> failures(Exchange load) {
        return Loading.of(load).failures("AAPL");
    }

    @Test
    void a_record_comes_with_what_the_reply_says_of_its_freshness_and_version() throws Exception {
        one = new Answer(
                200,
                Map.of(
                        "Cache-Control", List.of("public", "max-age=60"),
                        "Age", List.of("20"),
                        "ETag", List.of("W/\"1\""),
                        "Last-Modified", List.of(DATE)),
                RECORD);

        Message loaded = load().getMessage();

        assertThat(loaded.getBody(JsonNode.class).path("price").asText()).isEqualTo("1.10");
        assertThat(loaded.getHeaders())
                .containsOnly(
                        Map.entry(CacheAsideConstants.PROVIDER, "one"),
                        Map.entry(CacheAsideConstants.AS_OF, Instant.parse("2026-09-08T20:00:00Z")),
                        Map.entry(CacheAsideConstants.TTL, Duration.ofSeconds(40)),
                        Map.entry(CacheAsideConstants.ETAG, "W/\"1\""),
                        Map.entry(CacheAsideConstants.LAST_MODIFIED, DATE));
        assertThat(outcomes).containsExactly("one answered");
    }

    @Test
    void a_reply_that_says_nothing_leaves_all_to_the_step() throws Exception {
        Message loaded = load().getMessage();

        assertThat(loaded.getHeaders()).containsOnlyKeys(CacheAsideConstants.PROVIDER, CacheAsideConstants.AS_OF);
    }

    @Test
    void a_provider_is_honoured_only_where_its_file_says_so() throws Exception {
        one = new Answer(500, Map.of(), "{}");
        two = new Answer(200, headers("Cache-Control", "max-age=60"), RECORD);

        assertThat(load().getMessage().getHeaders()).doesNotContainKey(CacheAsideConstants.TTL);
    }

    @Test
    void a_reply_that_must_not_be_kept_is_fresh_for_no_time() throws Exception {
        one = new Answer(200, headers("Cache-Control", "no-store"), RECORD);

        assertThat(load().getMessage().getHeader(CacheAsideConstants.TTL)).isEqualTo(Duration.ZERO);
    }

    @Test
    void a_key_without_an_entry_is_asked_for_without_conditions() throws Exception {
        load();

        assertThat(asked)
                .hasSize(1)
                .first()
                .satisfies(headers -> assertThat(headers).doesNotContainKeys("If-none-match", "If-modified-since"));
    }

    @Test
    void an_entry_is_refreshed_under_the_conditions_of_its_version() throws Exception {
        Message loaded = load(entry("one")).getMessage();

        assertThat(asked.get(0))
                .containsEntry("If-none-match", List.of("W/\"1\""))
                .containsEntry("If-modified-since", List.of(DATE));
        assertThat(asked.get(0).keySet()).noneMatch(name -> name.startsWith("Camel"));
        assertThat(loaded.getBody(JsonNode.class)).isNotNull();
        // The new version has no validators of its own: those of the old one do not pass for its.
        assertThat(loaded.getHeaders()).containsOnlyKeys(CacheAsideConstants.PROVIDER, CacheAsideConstants.AS_OF);
    }

    @Test
    void an_entry_that_still_holds_comes_back_as_not_modified() throws Exception {
        one = Answer.notModified(Map.of("Cache-Control", List.of("max-age=60"), "ETag", List.of("\"2\"")));

        Exchange load = load(entry("one"));

        assertThat(load.getException()).isNull();
        assertThat(load.getMessage().getBody()).isNull();
        assertThat(load.getMessage().getHeaders())
                .containsOnly(
                        Map.entry(CacheAsideConstants.PROVIDER, "one"),
                        Map.entry(CacheAsideConstants.NOT_MODIFIED, true),
                        Map.entry(CacheAsideConstants.TTL, Duration.ofMinutes(1)),
                        Map.entry(CacheAsideConstants.ETAG, "\"2\""),
                        Map.entry(CacheAsideConstants.LAST_MODIFIED, DATE));
        assertThat(outcomes).containsExactly("one not-modified");
    }

    @Test
    void a_provider_that_names_no_version_again_keeps_the_one_it_was_asked_about() throws Exception {
        one = Answer.notModified(Map.of());

        assertThat(load(entry("one")).getMessage().getHeaders())
                .containsOnly(
                        Map.entry(CacheAsideConstants.PROVIDER, "one"),
                        Map.entry(CacheAsideConstants.NOT_MODIFIED, true),
                        Map.entry(CacheAsideConstants.ETAG, "W/\"1\""),
                        Map.entry(CacheAsideConstants.LAST_MODIFIED, DATE));
    }

    @ParameterizedTest
    @CsvSource({"one, true, false", "two, false, true", "three, false, false"})
    void only_the_provider_of_the_entry_is_asked_about_its_version(String provider, boolean first, boolean second)
            throws Exception {
        one = new Answer(500, Map.of(), "{}");

        Message loaded = load(entry(provider)).getMessage();

        assertThat(asked).hasSize(2);
        assertThat(asked.get(0).containsKey("If-none-match")).isEqualTo(first);
        assertThat(asked.get(1).containsKey("If-none-match")).isEqualTo(second);
        assertThat(loaded.getHeader(CacheAsideConstants.PROVIDER)).isEqualTo("two");
        assertThat(loaded.getHeaders()).doesNotContainKey(CacheAsideConstants.NOT_MODIFIED);
        assertThat(outcomes).containsExactly("one provider-fault", "two answered");
    }

    @Test
    void the_next_provider_may_be_the_one_whose_entry_still_holds() throws Exception {
        one = new Answer(500, Map.of(), "{}");
        two = Answer.notModified(Map.of());

        assertThat(load(entry("two")).getMessage().getHeaders())
                .containsEntry(CacheAsideConstants.PROVIDER, "two")
                .containsEntry(CacheAsideConstants.NOT_MODIFIED, true);
        assertThat(outcomes).containsExactly("one provider-fault", "two not-modified");
    }

    @Test
    void every_request_that_was_sent_counts_as_a_call_whatever_came_of_it() throws Exception {
        one = new Answer(500, Map.of(), "{}");
        load();
        one = new Answer(200, Map.of(), RECORD);
        load();

        ProviderCalls calls = camel.getRegistry().lookupByNameAndType("provider-calls", ProviderCalls.class);
        assertThat(calls.made("one")).isEqualTo(2);
        assertThat(calls.made("two")).isEqualTo(1);
        assertThat(calls.made("three")).isZero();
    }

    @Test
    void not_modified_without_being_asked_is_a_fault_of_the_provider() throws Exception {
        one = Answer.notModified(Map.of());
        two = Answer.notModified(Map.of());

        Exchange load = load(entry("three"));

        assertThat(failures(load))
                .hasSize(2)
                .allSatisfy(failure -> assertThat(failure.failure()).isEqualTo(FailureClass.PROVIDER_FAULT));
        assertThat(load.getException()).isInstanceOf(ProviderFailedException.class);
        assertThat(outcomes).containsExactly("one provider-fault", "two provider-fault");
    }

    @Test
    void a_provider_whose_file_is_not_there_tells_nothing_about_a_symbol(@TempDir Path empty) throws Exception {
        ProviderCalls calls = camel.getRegistry().lookupByNameAndType("provider-calls", ProviderCalls.class);
        Providers all = calls.providers();
        Providers none = Providers.read(empty, Datasets.read(Path.of("config/datasets")));

        calls.use(none);
        assertThat(load().getException())
                .isInstanceOfSatisfying(
                        ProviderFailedException.class,
                        failure -> assertThat(failure.failure()).isEqualTo(FailureClass.PROVIDER_FAULT));

        calls.use(none.and(all));
        assertThat(load().getException()).isNull();
    }

    @Test
    void an_entry_cannot_smuggle_a_header_into_the_request() throws Exception {
        load(Map.of(CacheAsideConstants.PROVIDER, "one", CacheAsideConstants.ETAG, "\"1\"\r\nX-Evil: 1"));

        assertThat(asked.get(0)).doesNotContainKeys("If-none-match", "X-evil");
    }
}
