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
import dev.quotewell.cache.Failure;
import dev.quotewell.cache.LoadOutcome;
import dev.quotewell.cache.Loader.Wanted;
import dev.quotewell.json.Json;
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
import java.util.regex.Pattern;
import org.apache.camel.component.http.HttpComponent;
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

/** The worked example of docs/providers.md: its file is read from the page, and a server speaks the API it is about. */
@Timeout(60)
class StrangersProviderTest {

    /** A Tuesday evening: London and Paris have closed. */
    private static final Instant NOW = Instant.parse("2026-09-08T20:30:00Z");

    private static final Datasets DATASETS = Datasets.read(Path.of("config/datasets"));
    private static final String PAGE = page();
    private static final String FILE = blocks("yaml").get(0);
    private static final List<String> JSON = blocks("json");
    private static final String QUOTES = JSON.get(0);
    private static final String FAULT = JSON.get(1);
    private static final String FIRST_PAGE = JSON.get(2);
    private static final String LAST_PAGE = JSON.get(3);
    private static final String QUOTE = JSON.get(4);
    private static final String BARS = JSON.get(5);

    private static final String YEAR = "/harbourline/v2/days?code=VOD%3ALSE&from=2026-01-01&to=2026-12-31&token=k-1";

    private final Map<String, String> replies = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final MemoryBudgets counts = new MemoryBudgets();
    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final HttpServer server;

    @TempDir
    private Path folder;

    StrangersProviderTest() throws IOException {
        InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        server = HttpServer.create(new InetSocketAddress(loopback, 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    private static String page() {
        try {
            return Files.readString(Path.of("docs/providers.md"));
        } catch (IOException fault) {
            throw new AssertionError(fault);
        }
    }

    private static List<String> blocks(String language) {
        return Pattern.compile("(?s)```" + language + "\\n(.*?)```")
                .matcher(PAGE)
                .results()
                .map(block -> block.group(1))
                .toList();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String target = exchange.getRequestURI().toString();
            asked.add(target);
            byte[] bytes = replies.getOrDefault(target, "no such page").getBytes(StandardCharsets.UTF_8);
            // Awkward: everything is 200, and said to be HTML.
            exchange.getResponseHeaders().set("Content-Type", "text/html");
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @BeforeEach
    void start() throws Exception {
        Files.writeString(folder.resolve("harbourline.yaml"), FILE);
        Providers providers = Providers.read(folder, DATASETS);
        // As config/application.properties has it: a refusal is not repeated behind our back.
        camel.getComponent("http", HttpComponent.class).setAutomaticRetriesDisabled(true);
        Sessions sessions = new Sessions(DATASETS, Markets.read(Path.of("config/markets")), () -> NOW);
        camel.getRegistry().bind("sessions", sessions);
        camel.getRegistry().bind("provider-calls", new ProviderCalls(DATASETS, providers, surroundings(sessions)));
        for (String file : List.of("routes/errors.camel.yaml", "routes/templates/provider-call.camel.yaml")) {
            PluginHelper.getRoutesLoader(camel).loadRoutes(ResourceHelper.resolveResource(camel, "file:" + file));
        }
        ProviderRoutes routes = new ProviderRoutes(providers);
        camel.addRoutes(routes);
        routes.addTemplatedRoutesToCamelContext(camel);
        camel.start();
    }

    private ProviderCalls.Surroundings surroundings(Sessions sessions) {
        URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        return new ProviderCalls.Surroundings(
                provider -> Optional.of(url.resolve("/" + provider.name())),
                name -> name.equals("HARBOURLINE_API_KEY") ? List.of("k-1") : List.of(),
                new Budgets(counts, () -> NOW, StoreAway.NO_CALLS, (provider, window, remaining) -> {}),
                Provider::apiBudget,
                new ProviderCalls.BreakerRule(3, Duration.ofSeconds(30)),
                sessions,
                () -> NOW,
                new ProviderCalls.CallObserver() {
                    @Override
                    public void called(String provider, String outcome) {}

                    @Override
                    public void skipped(String provider, String reason) {}

                    @Override
                    public void suspected(String provider, String check) {}
                },
                (dataset, tag) -> {});
    }

    @AfterEach
    void stop() throws IOException {
        camel.close();
        server.stop(0);
    }

    private List<LoadOutcome> load(String dataset, String... keys) throws IOException {
        CacheAsideComponent component = new CacheAsideComponent();
        component.setSessions(camel.getRegistry().lookupByNameAndType("sessions", Sessions.class));
        CacheAsideEndpoint step = new CacheAsideEndpoint("cache-aside:" + dataset, component, dataset);
        step.setCamelContext(camel);
        step.setLoader("direct:harbourline-" + dataset);
        step.setBatchSize(keys.length);
        try (RouteLoader loader = new RouteLoader(step, new LoadLine(Runnable::run, 1, 0))) {
            return loader.at(Priority.INTERACTIVE)
                    .load(Arrays.stream(keys)
                            .map(key -> new Wanted(new CacheKey(dataset, key), null, () -> false))
                            .toList())
                    .toCompletableFuture()
                    .join();
        }
    }

    private static String record(LoadOutcome outcome) {
        assertThat(outcome).isInstanceOf(LoadOutcome.Loaded.class);
        return new String(((LoadOutcome.Loaded) outcome).record().array(), StandardCharsets.UTF_8);
    }

    /** A block of the page as records are written: in one line, with the same digits. */
    private static String written(String json) throws IOException {
        return new String(Json.bytes(Json.mapper().readTree(json)), StandardCharsets.UTF_8);
    }

    @Test
    void a_batch_in_pence_euros_and_local_times_becomes_records() throws Exception {
        replies.put("/harbourline/v2/last?codes=VOD%3ALSE%2CGONE%3ALSE%2CAIR%3AEPA&token=k-1", QUOTES);

        List<LoadOutcome> outcomes = load("quote", "VOD.L", "GONE.L", "AIR.PA");

        assertThat(record(outcomes.get(0))).isEqualTo(written(QUOTE));
        assertThat(outcomes.get(1)).isInstanceOf(LoadOutcome.NoSuchKey.class);
        assertThat(record(outcomes.get(2)))
                .isEqualTo("{\"symbol\":\"AIR.PA\",\"price\":182.10,\"currency\":\"EUR\","
                        + "\"asOf\":\"2026-09-08T15:35:20Z\",\"provider\":\"harbourline\",\"session\":\"closed\"}");
        assertThat(asked).hasSize(1);
    }

    @Test
    void pages_become_one_record_oldest_first_without_the_day_that_goes_on() throws Exception {
        replies.put(YEAR, FIRST_PAGE);
        replies.put(YEAR + "&cursor=c2", LAST_PAGE);

        assertThat(record(load("bars", "VOD.L/1d/2026-01-01/2026-12-31").get(0)))
                .isEqualTo(written(BARS));
        assertThat(asked).containsExactly(YEAR, YEAR + "&cursor=c2");
    }

    @Test
    void a_refusal_with_http_200_keeps_everybody_from_calling_for_as_long_as_the_file_says() throws Exception {
        replies.put("/harbourline/v2/last?codes=VOD%3ALSE&token=k-1", FAULT);

        Failure first = failure(load("quote", "VOD.L").get(0));
        Failure second = failure(load("quote", "AIR.PA").get(0));

        assertThat(first.kind()).isEqualTo(Failure.Kind.BUDGET_EXHAUSTED);
        assertThat(first.retryAfter()).isEqualTo(Duration.ofMinutes(2));
        assertThat(second.detail()).isEqualTo("harbourline: rate-limited");
        assertThat(asked).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"7, auth", "99, provider-fault"})
    void other_faults_are_told_apart_by_their_number(int number, String code) throws Exception {
        replies.put("/harbourline/v2/last?codes=VOD%3ALSE&token=k-1", FAULT.replace("31", Integer.toString(number)));

        assertThat(failure(load("quote", "VOD.L").get(0)).detail()).isEqualTo("harbourline: " + code);
    }

    @Test
    void a_symbol_that_it_denies_is_no_symbol() throws Exception {
        replies.put("/harbourline/v2/last?codes=GONE%3ALSE&token=k-1", FAULT.replace("31", "12"));

        assertThat(load("quote", "GONE.L").get(0)).isInstanceOf(LoadOutcome.NoSuchKey.class);
    }

    @Test
    void what_it_does_not_cover_costs_no_call() throws Exception {
        load("quote", "AAPL");
        load("bars", "VOD.L/5m/2026-09-01/2026-09-30");

        assertThat(asked).isEmpty();
    }

    @Test
    void a_wrong_file_is_refused_in_the_words_of_the_page() throws IOException {
        Path wrong = folder.resolve("harbourline.yaml");
        Files.writeString(
                wrong,
                FILE.replace("failureType: rate-limited", "failureType: ratelimited")
                        .replace("codes: \"{symbol}\"", "codes: \"{ticker}\""));

        assertThatThrownBy(() -> Providers.read(folder, DATASETS))
                .isInstanceOfSatisfying(
                        ConfigurationFaultsException.class,
                        refused -> assertThat(refused.faults())
                                .containsExactlyElementsOf(blocks("text")
                                        .get(0)
                                        .replace("config/providers/", folder + "/")
                                        .lines()
                                        .toList()));
    }

    private static Failure failure(LoadOutcome outcome) {
        assertThat(outcome).isInstanceOf(LoadOutcome.Failed.class);
        return ((LoadOutcome.Failed) outcome).failure();
    }
}
