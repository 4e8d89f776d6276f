package dev.quotewell.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.quotewell.budget.Budgets;
import dev.quotewell.budget.MemoryBudgets;
import dev.quotewell.budget.Priority;
import dev.quotewell.budget.StoreAway;
import dev.quotewell.cache.CacheKey;
import dev.quotewell.cache.Entry;
import dev.quotewell.cache.Failure;
import dev.quotewell.cache.LoadOutcome;
import dev.quotewell.cache.Loader.Wanted;
import dev.quotewell.json.Payload;
import dev.quotewell.market.Markets;
import dev.quotewell.provider.Datasets;
import dev.quotewell.provider.Provider;
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
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole loads through the shipped template: whom it asks for what, whom it passes over, and what it believes. */
@Timeout(60)
class ProviderTurnsTest {

    /** A Tuesday, 16:30 in New York: the session has just ended. */
    private static final Instant TUESDAY = Instant.parse("2026-09-08T20:30:00Z");

    private static final String QUOTE = "{\"price\":%s,\"asOf\":\"%s\"}";

    private final Map<String, String> replies = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private final Map<String, List<String>> secrets = new HashMap<>();
    private final MemoryBudgets counts = new MemoryBudgets();
    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final HttpServer server;
    private volatile Instant now = TUESDAY;
    private int batch = 1;
    private @Nullable String whenClosed;
    private @Nullable ProviderCalls calls;

    @TempDir
    private Path folder;

    ProviderTurnsTest() throws IOException {
        InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        server = HttpServer.create(new InetSocketAddress(loopback, 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() throws IOException {
        camel.close();
        server.stop(0);
    }

    /** The body that a target such as {@code /one/q?s=A} answers with; {@code 500} and the like is a status. */
    private void reply(String target, String body) {
        replies.put(target, body);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String target = exchange.getRequestURI().toString();
            asked.add(target);
            String body = replies.getOrDefault(target, "404");
            boolean status = body.matches("\\d{3}");
            byte[] bytes = (status ? "{}" : body).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status ? Integer.parseInt(body) : 200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    /** The providers in their order, by name; for {@code dataset}. */
    private void start(String dataset, String... files) throws Exception {
        for (int i = 0; i < files.length; i += 2) {
            Files.writeString(folder.resolve(files[i] + ".yaml"), files[i + 1]);
        }
        Datasets datasets = Datasets.read(Path.of("config/datasets"));
        Providers providers = Providers.read(folder, datasets);
        // As config/application.properties has it: a refusal is not repeated behind our back.
        camel.getComponent("http", HttpComponent.class).setAutomaticRetriesDisabled(true);
        Sessions sessions = new Sessions(datasets, Markets.read(Path.of("config/markets")), () -> now);
        calls = new ProviderCalls(datasets, providers, surroundings(sessions));
        camel.getRegistry().bind("provider-calls", calls);
        camel.getRegistry().bind("sessions", sessions);
        for (String file : List.of("routes/errors.camel.yaml", "routes/templates/provider-call.camel.yaml")) {
            Resource resource = ResourceHelper.resolveResource(camel, "file:" + file);
            PluginHelper.getRoutesLoader(camel).loadRoutes(resource);
        }
        ProviderRoutes routes = new ProviderRoutes(providers);
        camel.addRoutes(routes);
        routes.addTemplatedRoutesToCamelContext(camel);
        String[] order = new String[files.length / 2];
        Arrays.setAll(order, i -> "direct:" + files[2 * i] + "-" + dataset);
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:load").loadBalance().failover().to(order);
            }
        });
        camel.start();
    }

    private ProviderCalls.Surroundings surroundings(Sessions sessions) {
        URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        return new ProviderCalls.Surroundings(
                provider -> Optional.of(url.resolve("/" + provider.name())),
                name -> secrets.getOrDefault(name, List.of()),
                new Budgets(counts, () -> now, StoreAway.NO_CALLS, (provider, window, remaining) -> {}),
                Provider::apiBudget,
                new ProviderCalls.BreakerRule(3, Duration.ofSeconds(30)),
                sessions,
                () -> now,
                new ProviderCalls.CallObserver() {
                    @Override
                    public void called(String provider, String outcome) {
                        seen.add(provider + " " + outcome);
                    }

                    @Override
                    public void skipped(String provider, String reason) {
                        seen.add(provider + " skipped " + reason);
                    }

                    @Override
                    public void suspected(String provider, String check) {
                        seen.add(provider + " suspected " + check);
                    }
                },
                (dataset, tag) -> seen.add("evicted " + dataset + " " + tag));
    }

    private static String file(String fields, String requester) {
        return """
                baseUrl: https://api.example.org
                %s
                symbols: [{pattern: '[A-Z0-9.]+'}]
                datasets:
                  quote:
                    requester: %s
                    recordSelector:
                      mapping: '(if has("price") then . else .[$symbol] end) | select(. != null) | {price, asOf}'
                """.formatted(fields, requester);
    }

    private static String file(String fields) {
        return file(fields, "{ path: '/{symbol}' }");
    }

    private static String quote(String price, Instant asOf) {
        return QUOTE.formatted(price, asOf);
    }

    private List<LoadOutcome> load(String dataset, Priority priority, Entry.@Nullable Value existing, String... keys)
            throws IOException {
        CacheAsideComponent component = new CacheAsideComponent();
        component.setSessions(camel.getRegistry().lookupByNameAndType("sessions", Sessions.class));
        CacheAsideEndpoint step = new CacheAsideEndpoint("cache-aside:" + dataset, component, dataset);
        step.setCamelContext(camel);
        step.setLoader("direct:load");
        step.setBatchSize(batch);
        step.setTtlWhenClosed(whenClosed);
        try (RouteLoader loader = new RouteLoader(step, new LoadLine(Runnable::run, 1, 0))) {
            return loader.at(priority)
                    .load(Arrays.stream(keys)
                            .map(key -> new Wanted(new CacheKey(dataset, key), existing, () -> false))
                            .toList())
                    .toCompletableFuture()
                    .join();
        }
    }

    private LoadOutcome load(String key) throws IOException {
        return load("quote", Priority.INTERACTIVE, null, key).get(0);
    }

    private static LoadOutcome.Loaded loaded(LoadOutcome outcome) {
        assertThat(outcome).isInstanceOf(LoadOutcome.Loaded.class);
        return (LoadOutcome.Loaded) outcome;
    }

    private static Failure failure(LoadOutcome outcome) {
        assertThat(outcome).isInstanceOf(LoadOutcome.Failed.class);
        return ((LoadOutcome.Failed) outcome).failure();
    }

    @Test
    void keys_go_out_in_batches_and_what_one_provider_does_not_know_the_next_is_asked_for() throws Exception {
        batch = 5;
        start(
                "quote",
                "one",
                file("", "{ path: /q, query: { s: '{symbol}' }, batch: { size: 2 } }"),
                "two",
                file("", "{ path: '/{symbol}' }"));
        reply("/one/q?s=A%2CB", "{\"A\":" + quote("1.10", TUESDAY) + ",\"B\":" + quote("2.20", TUESDAY) + "}");
        reply("/one/q?s=C%2CD", "{\"C\":" + quote("3.30", TUESDAY) + "}");
        reply("/one/q?s=E", "500");
        reply("/two/E", quote("5.50", TUESDAY));

        List<LoadOutcome> outcomes = load("quote", Priority.INTERACTIVE, null, "A", "B", "C", "D", "E");

        assertThat(asked).containsExactly("/one/q?s=A%2CB", "/one/q?s=C%2CD", "/one/q?s=E", "/two/D", "/two/E");
        assertThat(outcomes.stream()
                        .map(outcome -> outcome instanceof LoadOutcome.Loaded loaded
                                ? loaded.provider() + " "
                                        + loaded.record().text().replaceAll(".*\"price\":([0-9.]+).*", "$1")
                                : outcome.toString()))
                .containsExactly("one 1.10", "one 2.20", "one 3.30", "NoSuchKey[provider=one]", "two 5.50");
        assertThat(loaded(outcomes.get(4)).detail()).isEqualTo("one=provider-fault");
    }

    @Test
    void one_bad_key_fails_no_other_of_its_batch_and_a_refusal_of_the_whole_is_one_call() throws Exception {
        batch = 2;
        String filter =
                "errorHandler: { responseFilters: [{ predicate: '.[$symbol].error', failureType: unknown-symbol },"
                        + " { httpCodes: [429], failureType: rate-limited }] }";
        start(
                "quote",
                "one",
                file(
                        "apiBudget: { policies: [{ limit: 100, per: 1d }] }\n" + filter,
                        "{ path: /q, query: { s: '{symbol}' }, batch: { size: 2 } }"));
        reply("/one/q?s=A%2CB", "{\"A\":{\"error\":\"none\"},\"B\":" + quote("2.20", TUESDAY) + "}");
        reply("/one/q?s=C%2CD", "429");

        List<LoadOutcome> mixed = load("quote", Priority.INTERACTIVE, null, "A", "B");
        List<LoadOutcome> refused = load("quote", Priority.INTERACTIVE, null, "C", "D");

        assertThat(mixed.get(0)).isEqualTo(new LoadOutcome.NoSuchKey("one"));
        assertThat(loaded(mixed.get(1)).provider()).isEqualTo("one");
        assertThat(failure(refused.get(0)).kind()).isEqualTo(Failure.Kind.BUDGET_EXHAUSTED);
        assertThat(failure(refused.get(1)).kind()).isEqualTo(Failure.Kind.BUDGET_EXHAUSTED);
        assertThat(seen).containsExactly("one answered", "one rate-limited");
        assertThat(failure(load("E")).kind()).as("the key is closed").isEqualTo(Failure.Kind.BUDGET_EXHAUSTED);
        assertThat(asked).hasSize(2);
    }

    @Test
    void who_has_no_key_is_passed_over_and_named_only_where_nobody_answers() throws Exception {
        start("quote", "one", file("authenticator: { type: query, name: key, secret: ONE_API_KEY }"), "two", file(""));
        reply("/two/A", quote("1.10", TUESDAY));

        assertThat(loaded(load("A")).detail()).isNull();
        assertThat(load("B")).isEqualTo(new LoadOutcome.NoSuchKey("two"));
        assertThat(asked).containsExactly("/two/A", "/two/B");
        assertThat(seen).startsWith("one skipped key", "two answered");
    }

    @Test
    void pages_are_put_together_and_a_failing_page_fails_the_whole() throws Exception {
        String file = """
                baseUrl: https://api.example.org
                symbols: [{pattern: '[A-Z]+'}]
                datasets:
                  bars:
                    requester: { path: /b, paginator: { next: 'if .more then {page: ($page + 1)} else null end' } }
                    recordSelector:
                      mapping: '{interval: $interval, currency: "USD", bars: [.rows[] | {time: ., open: 1, high: 1, low: 1, close: 1}]}'
                """;
        start("bars", "one", file);
        reply("/one/b", "{\"rows\":[\"2026-01-05\"],\"more\":true}");
        reply("/one/b?page=2", "{\"rows\":[\"2026-01-06\"]}");
        String key = "AAPL/1d/2026-01-01/2026-01-31";

        LoadOutcome whole = load("bars", Priority.INTERACTIVE, null, key).get(0);
        replies.remove("/one/b?page=2");
        LoadOutcome part = load("bars", Priority.INTERACTIVE, null, key).get(0);

        assertThat(loaded(whole).record().text()).contains("2026-01-05", "2026-01-06");
        assertThat(asked).hasSize(4);
        assertThat(failure(part).detail()).isEqualTo("one: provider-fault");
    }

    @Test
    void who_has_used_up_its_budget_is_passed_over_without_a_call_and_named() throws Exception {
        start("quote", "one", file("apiBudget: { policies: [{ limit: 1, per: 1d }] }"), "two", file(""));
        reply("/one/A", quote("1.10", TUESDAY));
        reply("/two/B", quote("2.20", TUESDAY));

        assertThat(loaded(load("A")).detail()).isNull();
        LoadOutcome.Loaded second = loaded(load("B"));

        assertThat(asked).containsExactly("/one/A", "/two/B");
        assertThat(second.provider()).isEqualTo("two");
        assertThat(second.detail()).isEqualTo("one=quota-exhausted");
        assertThat(seen).containsExactly("one answered", "one skipped budget", "two answered");
    }

    @Test
    void when_all_budgets_are_used_up_callers_are_told_until_when() throws Exception {
        start("quote", "one", file("apiBudget: { policies: [{ limit: 1, per: 1d }] }"));
        reply("/one/A", quote("1.10", TUESDAY));
        load("A");
        now = TUESDAY.plus(Duration.ofHours(5));

        Failure failure = failure(load("B"));

        assertThat(failure.kind()).isEqualTo(Failure.Kind.BUDGET_EXHAUSTED);
        assertThat(failure.retryAfter()).isBetween(Duration.ofHours(18), Duration.ofHours(19));
    }

    @Test
    void people_get_through_when_schedules_have_used_their_share() throws Exception {
        start("quote", "one", file("apiBudget: { policies: [{ limit: 10, per: 1d }] }"));
        for (char key = 'A'; key < 'K'; key++) {
            reply("/one/" + key, quote("1.10", TUESDAY));
        }
        for (char key = 'A'; key < 'J'; key++) {
            load("quote", Priority.SCHEDULED, null, String.valueOf(key));
        }

        assertThat(asked).hasSize(8);
        assertThat(loaded(load("I")).provider()).isEqualTo("one");
    }

    @Test
    void another_key_of_a_provider_takes_over_when_one_is_used_up() throws Exception {
        secrets.put("ONE_API_KEY", List.of("k1", "k2"));
        start("quote", "one", file("""
                authenticator: { type: query, name: key, secret: ONE_API_KEY }
                apiBudget: { policies: [{ limit: 2, per: 1d }] }
                """));
        for (char key = 'A'; key < 'E'; key++) {
            reply("/one/" + key + "?key=k1", quote("1.10", TUESDAY));
            reply("/one/" + key + "?key=k2", quote("1.10", TUESDAY));
        }

        for (char key = 'A'; key < 'E'; key++) {
            loaded(load(String.valueOf(key)));
        }

        assertThat(asked.stream().filter(target -> target.endsWith("k1"))).hasSize(2);
        assertThat(asked.stream().filter(target -> target.endsWith("k2"))).hasSize(2);
        assertThat(failure(load("E")).detail()).isEqualTo("one: quota-exhausted");
    }

    @Test
    void a_provider_that_keeps_failing_is_left_alone_for_a_while() throws Exception {
        start("quote", "one", file(""), "two", file(""));
        for (char key = 'A'; key < 'G'; key++) {
            reply("/one/" + key, "500");
            reply("/two/" + key, quote("1.10", TUESDAY));
        }
        for (char key = 'A'; key < 'F'; key++) {
            loaded(load(String.valueOf(key)));
        }
        assertThat(asked.stream().filter(target -> target.startsWith("/one"))).hasSize(3);
        now = now.plusSeconds(31);
        reply("/one/F", quote("1.20", TUESDAY));

        assertThat(loaded(load("F")).provider()).isEqualTo("one");
        assertThat(seen).contains("one skipped breaker");
    }

    @Test
    void a_key_of_the_wrong_kind_never_opens_the_breaker() throws Exception {
        start("quote", "one", file(""), "two", file(""));
        for (char key = 'A'; key < 'G'; key++) {
            load(String.valueOf(key));
        }

        assertThat(asked.stream().filter(target -> target.startsWith("/one"))).hasSize(6);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-09-11T20:00:00Z, 2026-09-12T15:00:00Z, 2026-09-14T13:30:00Z, 2026-09-14T14:00:30Z",
        // Monday, 7 September, is Labor Day.
        "2026-09-04T20:00:00Z, 2026-09-05T15:00:00Z, 2026-09-08T13:30:00Z, 2026-09-08T14:00:30Z"
    })
    void Fridays_price_is_right_until_Mondays_open_and_a_failure_at_ten(
            Instant friday, Instant saturday, Instant open, Instant ten) throws Exception {
        whenClosed = "until-open";
        start("quote", "one", file(""), "two", file(""));
        reply("/one/IBM", quote("234.89", friday));
        reply("/two/IBM", quote("236.10", ten.minusSeconds(20)));

        now = saturday;
        LoadOutcome.Loaded first = loaded(load("IBM"));
        now = ten;
        LoadOutcome.Loaded second = loaded(load("IBM"));

        assertThat(first.provider()).isEqualTo("one");
        assertThat(first.record().text()).contains("\"session\":\"closed\"");
        assertThat(saturday.plus(Objects.requireNonNull(first.ttl()))).isEqualTo(open);
        assertThat(second.provider()).isEqualTo("two");
        assertThat(second.detail()).isEqualTo("one=stale-datum");
        assertThat(second.ttl()).isNull();
        assertThat(second.record().text()).contains("\"session\":\"regular\"");
        assertThat(seen).contains("one stale-datum");
    }

    @Test
    void a_recorded_Friday_is_right_all_weekend_and_no_longer() throws Exception {
        Path recorded = Path.of(
                        Objects.requireNonNullElse(System.getenv("QUOTEWELL_RECORDINGS"), "../shared/providers"))
                .resolve("alphavantage/global-quote-ibm-2026.json");
        assumeTrue(Files.isRegularFile(recorded), "no recorded replies in " + recorded.getParent());
        whenClosed = "until-open";
        secrets.put("ALPHAVANTAGE_API_KEY", List.of("k"));
        start(
                "quote",
                "alphavantage",
                Files.readString(Path.of("config/providers/alphavantage.yaml")),
                "two",
                file(""));
        reply("/alphavantage/query?function=GLOBAL_QUOTE&symbol=IBM&apikey=k", Files.readString(recorded));
        Instant tuesday = Instant.parse("2026-09-08T14:00:00Z");
        reply("/two/IBM", quote("236.10", tuesday));

        now = Instant.parse("2026-09-05T15:00:00Z");
        LoadOutcome.Loaded saturday = loaded(load("IBM"));
        now = tuesday;
        LoadOutcome.Loaded later = loaded(load("IBM"));

        assertThat(saturday.provider()).isEqualTo("alphavantage");
        assertThat(saturday.record().text()).contains("\"price\":234.8900", "\"asOf\":\"2026-09-04\"");
        assertThat(saturday.ttl()).isEqualTo(Duration.ofHours(70).plusMinutes(30));
        assertThat(later.provider()).isEqualTo("two");
        assertThat(later.detail()).isEqualTo("alphavantage=stale-datum");
    }

    @Test
    void a_datum_from_the_future_is_no_value() throws Exception {
        start("quote", "one", file(""));
        reply("/one/IBM", quote("1.10", TUESDAY.plusSeconds(3600)));

        assertThat(failure(load("IBM")).detail()).isEqualTo("one: stale-datum");
    }

    @Test
    void a_suspicion_is_counted_and_only_a_refused_record_is_kept_out() throws Exception {
        start("quote", "one", file(""));
        reply("/one/A", quote("151", TUESDAY));
        reply("/one/B", quote("-1", TUESDAY));
        Entry.Value last = new Entry.Value(Payload.utf8(quote("100", TUESDAY)), "id", TUESDAY, TUESDAY, "one");

        loaded(load("quote", Priority.INTERACTIVE, last, "A").get(0));
        Failure refused = failure(load("B"));

        assertThat(seen).containsExactly("one suspected jump", "one answered", "one malformed");
        assertThat(refused.detail()).isEqualTo("one: malformed");
    }

    @Test
    void an_edited_file_holds_from_the_next_load_on() throws Exception {
        start("quote", "one", file(""));
        reply("/one/A", quote("1.10", TUESDAY));
        reply("/one/v2/A", quote("2.20", TUESDAY));

        assertThat(loaded(load("A")).record().text()).contains("1.10");
        Files.writeString(folder.resolve("one.yaml"), file("", "{ path: '/v2/{symbol}' }"));
        Objects.requireNonNull(calls).use(Providers.read(folder, Datasets.read(Path.of("config/datasets"))));

        assertThat(loaded(load("A")).record().text()).contains("2.20");
    }

    @Test
    void a_split_makes_adjusted_history_be_asked_for_anew() throws Exception {
        start("bars", "one", """
                baseUrl: https://api.example.org
                symbols: [{pattern: '[A-Z]+'}]
                datasets:
                  bars:
                    requester: { path: '/{symbol}' }
                    recordSelector: { mapping: '{interval: $interval, currency: "USD", adjusted: true, bars, actions}' }
                """);
        String bars =
                "{\"bars\":[{\"time\":\"2026-09-04\",\"open\":1,\"high\":1,\"low\":1,\"close\":1}],\"actions\":%s}";
        String key = "AAPL/1d/2026-01-01/2026-12-31";
        Entry.Value before =
                new Entry.Value(Payload.utf8("{}"), "id", Instant.parse("2026-09-03T12:00:00Z"), TUESDAY, "one");

        reply("/one/AAPL", bars.formatted("[]"));
        load("bars", Priority.INTERACTIVE, before, key);
        reply("/one/AAPL", bars.formatted("[{\"date\":\"2026-06-01\",\"split\":4}]"));
        load("bars", Priority.INTERACTIVE, before, key);
        assertThat(seen).doesNotContain("evicted bars adjusted:AAPL");
        reply("/one/AAPL", bars.formatted("[{\"date\":\"2026-09-04\",\"split\":4}]"));
        load("bars", Priority.INTERACTIVE, before, key);

        assertThat(seen).contains("evicted bars adjusted:AAPL");
    }
}
