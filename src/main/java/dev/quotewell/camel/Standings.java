package dev.quotewell.camel;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quotewell.budget.BudgetUnavailableException;
import dev.quotewell.budget.KeyId;
import dev.quotewell.budget.KeyState;
import dev.quotewell.json.Json;
import dev.quotewell.message.InvalidRequestException;
import dev.quotewell.provider.ApiBudget;
import dev.quotewell.provider.Provider;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How each provider stands, by the processors {@code show-providers} and {@code show-provider}. Neither blocks: files
 * of keys are read on a thread of its own, and the budgets are waited for without a thread. Safe for many threads.
 */
public final class Standings {

    private static final Logger log = LoggerFactory.getLogger(Standings.class);

    /**
     * What is known of providers besides their calls.
     *
     * @param whyDisabled asked of providers that are not called here
     * @param keys the operator's keys in an environment variable, without any stand-in
     * @param saved how many answers the cache gave in the place of the provider of this name
     * @param suspected how many of its records a check suspected
     * @param worker may be blocked; refuses what is too much
     */
    public record Knowledge(
            Function<Provider, String> whyDisabled,
            Function<String, List<String>> keys,
            ToLongFunction<String> saved,
            ToLongFunction<String> suspected,
            Executor worker) {}

    private final ProviderCalls calls;
    private final ProviderCalls.Surroundings surroundings;
    private final Knowledge knowledge;

    public Standings(ProviderCalls calls, ProviderCalls.Surroundings surroundings, Knowledge knowledge) {
        this.calls = calls;
        this.surroundings = surroundings;
        this.knowledge = knowledge;
    }

    /** By the names that routes use. */
    public Map<String, Processor> processors() {
        return Map.of(
                "show-providers", new JsonAnswer(knowledge.worker(), this::all),
                "show-provider", new JsonAnswer(knowledge.worker(), this::one));
    }

    /** {@code GET /v1/providers}: {@code {"providers":[…]}}, in the order of their names. */
    private CompletableFuture<ObjectNode> all(Exchange exchange) {
        refuseParameters(exchange);
        return look(calls.providers().all()).thenApply(standings -> {
            ObjectNode json = Json.mapper().createObjectNode();
            ArrayNode list = json.putArray("providers");
            standings.forEach(standing -> list.add(standing.toJson()));
            return json;
        });
    }

    /** {@code GET /v1/providers/{name}}: one member of that list. */
    private CompletableFuture<ObjectNode> one(Exchange exchange) {
        refuseParameters(exchange);
        String name = HttpApi.path(exchange).get(2);
        Provider provider = calls.providers().find(name).orElseThrow(() -> new UnknownProviderException(name, names()));
        return look(List.of(provider)).thenApply(standings -> standings.get(0).toJson());
    }

    private static void refuseParameters(Exchange exchange) {
        Map<String, String> parameters = HttpApi.query(exchange);
        if (!parameters.isEmpty()) {
            throw new InvalidRequestException(
                    "Found the parameters " + new TreeSet<>(parameters.keySet()) + ", allowed are none");
        }
    }

    private SortedSet<String> names() {
        SortedSet<String> names = new TreeSet<>();
        calls.providers().all().forEach(provider -> names.add(provider.name()));
        return names;
    }

    /** All budgets are asked for at once. */
    private CompletableFuture<List<Standing>> look(Collection<Provider> wanted) {
        return CompletableFuture.supplyAsync(
                        () -> wanted.stream().map(this::look).toList(), knowledge.worker())
                .thenCompose(looks -> CompletableFuture.allOf(looks.toArray(CompletableFuture[]::new))
                        .thenApply(all ->
                                looks.stream().map(CompletableFuture::join).toList()));
    }

    private CompletableFuture<Standing> look(Provider provider) {
        Standing.Key key = key(provider);
        return budget(provider, key).thenApply(budget -> standing(provider, key, budget));
    }

    private Standing standing(Provider provider, Standing.Key key, Standing.Budget budget) {
        String name = provider.name();
        boolean enabled = surroundings.baseUrl().apply(provider).isPresent();
        return new Standing(
                provider,
                enabled ? null : knowledge.whyDisabled().apply(provider),
                key,
                calls.breaker(name),
                budget,
                calls.lastFailure(name).orElse(null),
                new Standing.Counts(
                        calls.made(name),
                        knowledge.saved().applyAsLong(name),
                        knowledge.suspected().applyAsLong(name)));
    }

    private Standing.Key key(Provider provider) {
        String variable = provider.secretName().orElse(null);
        if (variable == null) {
            return new Standing.Key(Standing.KeyPresence.NOT_NEEDED, null, List.of());
        }
        try {
            List<String> own = knowledge.keys().apply(variable);
            if (!own.isEmpty()) {
                return new Standing.Key(Standing.KeyPresence.PRESENT, variable, ids(own));
            }
            List<String> standIns = surroundings.secrets().apply(variable);
            if (!standIns.isEmpty()) {
                return new Standing.Key(Standing.KeyPresence.STAND_IN, variable, ids(standIns));
            }
            Standing.KeyPresence none =
                    provider.answersWithoutSecret() ? Standing.KeyPresence.ABSENT : Standing.KeyPresence.MISSING;
            return new Standing.Key(none, variable, List.of());
        } catch (RuntimeException unreadable) {
            return new Standing.Key(Standing.KeyPresence.UNREADABLE, variable, List.of());
        }
    }

    private static List<String> ids(List<String> keys) {
        return keys.stream().map(KeyId::of).toList();
    }

    private CompletableFuture<Standing.Budget> budget(Provider provider, Standing.Key key) {
        ApiBudget budget = surroundings.budget().apply(provider);
        if (!budget.isLimited()) {
            return CompletableFuture.completedFuture(new Standing.Budget.Unlimited());
        }
        List<String> ids = key.ids().isEmpty() ? List.of(KeyId.NO_KEY) : key.ids();
        CompletionStage<List<KeyState>> states = surroundings.budgets().state(provider.name(), budget, ids);
        return states.<Standing.Budget>handle((known, failure) ->
                        failure == null ? new Standing.Budget.Known(known) : unknown(provider, failure))
                .toCompletableFuture();
    }

    private static Standing.Budget unknown(Provider provider, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof BudgetUnavailableException) {
            return new Standing.Budget.Unknown("Redis gives no answer");
        }
        log.error("The budget of {} cannot be read", provider.name(), cause);
        return new Standing.Budget.Unknown("The log of the server tells more");
    }
}
