package dev.quotewell.camel;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quotewell.budget.Account;
import dev.quotewell.budget.BudgetStore;
import dev.quotewell.budget.BudgetUnavailableException;
import dev.quotewell.budget.Budgets;
import dev.quotewell.budget.Closing;
import dev.quotewell.budget.Correction;
import dev.quotewell.budget.Cost;
import dev.quotewell.budget.KeyCount;
import dev.quotewell.budget.KeyId;
import dev.quotewell.budget.Priority;
import dev.quotewell.budget.Spent;
import dev.quotewell.budget.StoreAway;
import dev.quotewell.json.Json;
import dev.quotewell.market.Markets;
import dev.quotewell.message.InvalidRequestException;
import dev.quotewell.message.Problem;
import dev.quotewell.provider.Datasets;
import dev.quotewell.provider.Provider;
import dev.quotewell.provider.Providers;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of providers as an operator writes them, and a count that says what a test wants. */
class StandingsTest {

    private static final Instant NOW = Instant.parse("2026-09-08T20:30:00Z");
    private static final String PLANTED = "planted-4711-secret";
    private static final String SECOND = "planted-4712-secret";

    private final Count count = new Count();
    private final Map<String, List<String>> keys = new HashMap<>();
    private final Map<String, List<String>> standIns = new HashMap<>();
    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final Deque<Runnable> loop = new ArrayDeque<>();
    private Executor worker = Runnable::run;
    private Standings standings;

    /** Says how keys stand; takes no calls. */
    private static final class Count implements BudgetStore {

        private CompletableFuture<Void> answers = CompletableFuture.allOf();
        private Map<String, KeyCount.Closed> closed = Map.of();

        @Override
        public CompletionStage<List<KeyCount>> counts(Account account) {
            return answers.thenApply(now -> account.keys().stream()
                    .map(key -> new KeyCount(
                            key,
                            1,
                            closed.get(key),
                            account.charges().stream()
                                    .map(charge -> new KeyCount.Window(12, NOW.plusSeconds(40)))
                                    .toList()))
                    .toList());
        }

        @Override
        public CompletionStage<Answer> take(Account account, Priority priority, Cost cost, String permit) {
            throw new IllegalStateException("Whoever looks takes nothing");
        }

        @Override
        public CompletionStage<Void> finish(
                Account account, String permit, List<Correction> corrections, @Nullable Closing closing) {
            throw new IllegalStateException("Whoever looks ends nothing");
        }

        @Override
        public CompletionStage<Void> add(Account account, List<Spent> spent, KeyCount.@Nullable Closed shut) {
            throw new IllegalStateException("Whoever looks spends nothing");
        }
    }

    @BeforeEach
    void start(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("keyed.yaml"), file("""
                terms: For own use only.
                authenticator: {type: header, name: X-Key, secret: KEYED_API_KEY}
                apiBudget: {policies: [{limit: 55, per: 1m}, {limit: 25, per: day, zone: UTC}]}"""));
        Files.writeString(folder.resolve("open.yaml"), file(""));
        Files.writeString(folder.resolve("either.yaml"), file("""
                authenticator: {type: query, name: key, secret: EITHER_API_KEY, optional: true}"""));
        Files.writeString(folder.resolve("off.yaml"), file("disabled: It shows the key to everybody."));
        Datasets datasets = Datasets.read(Path.of("config/datasets"));
        Providers providers = Providers.read(folder, datasets);
        ProviderCalls.Surroundings surroundings = new ProviderCalls.Surroundings(
                provider -> Optional.<URI>of(provider.baseUrl())
                        .filter(url -> provider.disabled().isEmpty()),
                name -> keys(name).isEmpty() ? standIns.getOrDefault(name, List.of()) : keys(name),
                new Budgets(count, () -> NOW, StoreAway.NO_CALLS, (provider, window, remaining) -> {}),
                Provider::apiBudget,
                new ProviderCalls.BreakerRule(5, Duration.ofSeconds(30)),
                new Sessions(datasets, Markets.read(Path.of("config/markets")), () -> NOW),
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
        standings = new Standings(
                new ProviderCalls(datasets, providers, surroundings),
                surroundings,
                new Standings.Knowledge(
                        provider -> provider.disabled().orElse(""),
                        this::keys,
                        name -> name.equals("keyed") ? 300 : 0,
                        name -> name.equals("keyed") ? 2 : 0,
                        task -> worker.execute(task)));
    }

    private List<String> keys(String name) {
        List<String> found = keys.getOrDefault(name, List.of());
        if (found.equals(List.of("unreadable"))) {
            throw new IllegalStateException(name);
        }
        return found;
    }

    private static String file(String fields) {
        return """
                baseUrl: https://api.example.org
                %s
                symbols: [{pattern: '[A-Z]+'}]
                datasets:
                  quote:
                    requester: {path: '/quote/{symbol}'}
                    recordSelector: {mapping: .}
                """.formatted(fields);
    }

    @AfterEach
    void stop() throws IOException {
        camel.close();
    }

    /** What was asked for, once all that waits for the event loop has run. */
    private Exchange ask(String path) throws Exception {
        Exchange exchange = begin(path);
        while (!loop.isEmpty()) {
            loop.remove().run();
        }
        return exchange;
    }

    private Exchange begin(String path) throws Exception {
        Exchange exchange = new DefaultExchange(camel);
        int query = path.indexOf('?');
        exchange.getMessage().setHeader(Exchange.HTTP_PATH, query < 0 ? path : path.substring(0, query));
        exchange.getMessage().setHeader(Exchange.HTTP_RAW_QUERY, query < 0 ? null : path.substring(query + 1));
        exchange.getMessage().setHeader("Authorization", "from the request");
        exchange.setProperty(CacheAsideConstants.RESUME_ON, (Executor) loop::add);
        String name = path.startsWith("/v1/providers/") ? "show-provider" : "show-providers";
        AsyncProcessor show =
                (AsyncProcessor) Objects.requireNonNull(standings.processors().get(name));
        show.process(exchange, done -> {});
        return exchange;
    }

    private JsonNode shown(String path) throws Exception {
        return Json.mapper().readTree(ask(path).getMessage().getBody(byte[].class));
    }

    @Test
    void all_providers_are_told_in_the_order_of_their_names() throws Exception {
        Exchange answered = ask("/v1/providers");

        JsonNode providers = Json.mapper()
                .readTree(answered.getMessage().getBody(byte[].class))
                .path("providers");
        assertThat(providers.findValuesAsText("name")).containsSubsequence("either", "keyed", "off", "open");
        assertThat(answered.getMessage().getHeaders())
                .containsOnly(
                        Map.entry(Exchange.CONTENT_TYPE, "application/json"), Map.entry("Cache-Control", "no-store"));
    }

    @Test
    void one_provider_is_told_with_windows_and_terms_and_counts() throws Exception {
        keys.put("KEYED_API_KEY", List.of(PLANTED));

        JsonNode provider = shown("/v1/providers/keyed");

        assertThat(provider).isEqualTo(Json.mapper().readTree("""
                {"name":"keyed","datasets":["quote"],"enabled":true,
                 "key":{"state":"present","variable":"KEYED_API_KEY","ids":["%1$s"]},
                 "breaker":"closed",
                 "budget":{"state":"known","keys":[{"key":"%1$s","underWay":1,"windows":[
                   {"name":"1m","limit":55,"used":12,"remaining":43,"resetsAt":"2026-09-08T20:30:40Z"},
                   {"name":"day","limit":25,"used":12,"remaining":13,"resetsAt":"2026-09-09T00:00:00Z"}]}]},
                 "calls":0,"saved":300,"suspected":2,"terms":"For own use only."}
                """.formatted(KeyId.of(PLANTED))));
    }

    @Test
    void several_keys_are_told_by_their_ids_and_none_is_ever_shown() throws Exception {
        keys.put("KEYED_API_KEY", List.of(PLANTED, SECOND));
        count.closed = Map.of(KeyId.of(SECOND), new KeyCount.Closed(NOW.plusSeconds(90), "auth"));

        String all = ask("/v1/providers").getMessage().getBody(String.class);
        JsonNode provider = shown("/v1/providers/keyed");

        assertThat(all + provider).doesNotContain(PLANTED, SECOND, "planted", "from the request");
        JsonNode told = provider.path("budget").path("keys");
        assertThat(told.findValuesAsText("key")).containsExactly(KeyId.of(PLANTED), KeyId.of(SECOND));
        assertThat(told.get(0).has("closedUntil")).isFalse();
        assertThat(told.get(1).path("closedUntil").textValue()).isEqualTo("2026-09-08T20:31:30Z");
        assertThat(told.get(1).path("closedWhy").textValue()).isEqualTo("auth");
    }

    @Test
    void a_key_is_present_or_missing_or_not_needed() throws Exception {
        assertThat(keyState("keyed")).isEqualTo("missing");
        assertThat(keyState("open")).isEqualTo("not-needed");
        assertThat(keyState("either")).isEqualTo("absent");

        standIns.put("KEYED_API_KEY", List.of("sample"));
        keys.put("EITHER_API_KEY", List.of("unreadable"));

        assertThat(keyState("keyed")).isEqualTo("stand-in");
        assertThat(keyState("either")).isEqualTo("unreadable");
    }

    private String keyState(String name) throws Exception {
        return shown("/v1/providers/" + name).path("key").path("state").textValue();
    }

    @Test
    void who_is_disabled_is_told_with_the_reason() throws Exception {
        JsonNode provider = shown("/v1/providers/off");

        assertThat(provider.path("enabled").booleanValue()).isFalse();
        assertThat(provider.path("disabledWhy").textValue()).isEqualTo("It shows the key to everybody.");
        assertThat(shown("/v1/providers/open").has("disabledWhy")).isFalse();
    }

    @Test
    void while_Redis_is_away_all_but_the_budget_is_told() throws Exception {
        count.answers = CompletableFuture.failedFuture(
                new BudgetUnavailableException("away", new IllegalStateException("redis.internal:6379")));

        JsonNode provider = shown("/v1/providers/keyed");

        assertThat(provider.path("budget").toString())
                .isEqualTo("{\"state\":\"unknown\",\"why\":\"Redis gives no answer\"}");
        assertThat(provider.path("saved").intValue()).isEqualTo(300);
        assertThat(shown("/v1/providers/open").path("budget").toString()).isEqualTo("{\"state\":\"no-limit\"}");
    }

    @Test
    void who_asks_waits_for_the_budget_without_a_thread_and_goes_on_where_the_exchange_resumes() throws Exception {
        count.answers = new CompletableFuture<>();

        Exchange waiting = begin("/v1/providers");

        assertThat(loop).isEmpty();
        assertThat(waiting.getMessage().getBody()).isNull();

        count.answers.complete(null);

        assertThat(waiting.getMessage().getBody()).isNull();
        loop.remove().run();
        assertThat(waiting.getMessage().getBody()).isNotNull();
    }

    @Test
    void an_unknown_provider_is_a_problem_that_names_the_known_ones() throws Exception {
        Exchange exchange = ask("/v1/providers/finhub");

        assertThat(exchange.getException())
                .isInstanceOf(UnknownProviderException.class)
                .hasMessage("The provider is 'finhub', must be one of either, keyed, off, open");
        assertThat(Problems.of(exchange.getException()).type()).isEqualTo(Problem.Type.UNKNOWN_PROVIDER);
    }

    @Test
    void parameters_are_refused() throws Exception {
        assertThat(ask("/v1/providers?name=keyed").getException())
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("Found the parameters [name], allowed are none");
    }

    @Test
    void more_than_can_be_worked_on_is_refused() throws Exception {
        worker = task -> {
            throw new RejectedExecutionException();
        };

        Exchange exchange = ask("/v1/providers");

        assertThat(Problems.of(exchange.getException())).isEqualTo(HttpProblems.TOO_MANY);
    }
}
