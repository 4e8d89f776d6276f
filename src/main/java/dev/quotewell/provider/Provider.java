package dev.quotewell.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import net.thisptr.jackson.jq.exception.JsonQueryException;
import org.jspecify.annotations.Nullable;

/**
 * One upstream HTTP API, read from {@code <name>.yaml}: builds the request for a key, and makes the record of a
 * response or tells why there is none. Calls nothing itself. Safe for many threads.
 */
public final class Provider {

    private static final String SYMBOL = "symbol";

    private final String name;
    private final URI baseUrl;
    private final Authenticator authenticator;
    private final ApiBudget apiBudget;
    private final Map<String, ProviderDataset> datasets;
    private final Notes notes;

    /** What the file tells people: why no call is made unless someone enables it, and on what terms data may be used. */
    record Notes(@Nullable String disabled, @Nullable String terms) {}

    Provider(
            String name,
            URI baseUrl,
            Authenticator authenticator,
            ApiBudget apiBudget,
            Map<String, ProviderDataset> datasets,
            Notes notes) {
        this.name = name;
        this.baseUrl = baseUrl;
        this.authenticator = authenticator;
        this.apiBudget = apiBudget;
        this.datasets = Map.copyOf(datasets);
        this.notes = notes;
    }

    public String name() {
        return name;
    }

    /** The names of the datasets this provider offers. */
    public SortedSet<String> datasets() {
        return new TreeSet<>(datasets.keySet());
    }

    public URI baseUrl() {
        return baseUrl;
    }

    public ApiBudget apiBudget() {
        return apiBudget;
    }

    /** Why the file ships disabled; empty when it does not. Whoever calls providers has to respect it. */
    public Optional<String> disabled() {
        return Optional.ofNullable(notes.disabled());
    }

    /**
     * Whether it may be called: a file that ships disabled when {@code provider.<name>.enabled} is true, and only then.
     *
     * @param properties the value of a key; null for none
     */
    public boolean isEnabled(Function<String, @Nullable String> properties) {
        return disabled().isEmpty() || "true".equals(properties.apply("provider." + name + ".enabled"));
    }

    /** A note on the provider's terms, for the operator. */
    public Optional<String> terms() {
        return Optional.ofNullable(notes.terms());
    }

    /** Whether it also answers without a key. */
    public boolean answersWithoutSecret() {
        return authenticator.optional();
    }

    /** The environment variable that holds the key, such as {@code FINNHUB_API_KEY}; empty when none is needed. */
    public Optional<String> secretName() {
        return Optional.of(authenticator.secretName()).filter(secretName -> !secretName.isEmpty());
    }

    /**
     * Those of the keys, of one dataset, that one call can ask for together, the first always among them: at most as
     * many as a batch of the provider's holds, and only keys whose calls differ in nothing but the symbol.
     */
    public List<DatasetKey> together(List<DatasetKey> keys) {
        DatasetKey first = keys.get(0);
        ProviderDataset dataset = datasets.get(first.dataset());
        Requester.Batch batch = dataset == null ? null : dataset.requester().batch();
        Optional<String> target = batch == null ? Optional.empty() : targetWithoutSymbol(first);
        if (batch == null || target.isEmpty()) {
            return List.of(first);
        }
        return keys.stream()
                .filter(key -> targetWithoutSymbol(key).equals(target))
                .limit(batch.size())
                .toList();
    }

    /** Empty for a key that cannot be asked for. */
    private Optional<String> targetWithoutSymbol(DatasetKey key) {
        ProviderDataset dataset = dataset(key);
        return dataset.variables(key).filter(dataset.requester()::covers).flatMap(variables -> {
            Map<String, JsonNode> others = new HashMap<>(variables);
            others.put(SYMBOL, TextNode.valueOf(""));
            return dataset.requester().pathAndQuery(others, Map.of());
        });
    }

    /** How many calls the provider counts a call for these keys as. */
    public int cost(DatasetKey key) {
        return dataset(key).requester().cost();
    }

    /**
     * The call to make at {@code baseUrl}: the provider's own, or a stand-in such as the sample market, with a path of
     * its own if need be. Throws {@link ProviderFailedException} where no call would help: AUTH when a secret is needed
     * and absent, UNKNOWN_SYMBOL when the symbol is not covered, BAD_REQUEST when one call cannot answer this key.
     */
    public ProviderRequest request(DatasetKey key, URI baseUrl, @Nullable String secret) {
        return request(List.of(key), baseUrl, secret, Validators.NONE);
    }

    /**
     * As above, for several keys that go {@link #together}; with validators of an earlier reply for a key alone, the
     * answer may be 304 and has no body then.
     */
    public ProviderRequest request(List<DatasetKey> keys, URI baseUrl, @Nullable String secret, Validators validators) {
        DatasetKey key = keys.get(0);
        ProviderDataset dataset = dataset(key);
        Map<String, JsonNode> variables = variables(dataset, key);
        String usable = checkSecret(secret);
        if (!dataset.requester().covers(variables)) {
            throw failed(
                    FailureClass.BAD_REQUEST,
                    "does not answer " + key.dataset() + " of this interval or period in one call");
        }
        if (keys.size() > 1) {
            variables.put(SYMBOL, TextNode.valueOf(symbols(dataset, keys)));
        }
        String target = dataset.requester()
                .pathAndQuery(variables, authenticator.query(usable))
                .orElseThrow(() -> failed(FailureClass.BAD_REQUEST, "cannot be asked for this key"));
        String base = baseUrl.toString().replaceFirst("/+$", "");
        Map<String, String> headers = new HashMap<>(dataset.requester().headers(variables));
        headers.putAll(validators.headers());
        headers.putAll(authenticator.headers(usable));
        return new ProviderRequest("GET", URI.create(base + target), headers);
    }

    private String symbols(ProviderDataset dataset, List<DatasetKey> keys) {
        Requester.Batch batch = dataset.requester().batch();
        String separator = batch == null ? "," : batch.separator();
        return keys.stream()
                .map(key -> variables(dataset, key)
                        .getOrDefault(SYMBOL, NullNode.getInstance())
                        .asText())
                .collect(Collectors.joining(separator));
    }

    /**
     * The call for the next page of a good reply; empty after the last, and for answers that come in one piece. Throws
     * {@link ProviderFailedException} where this page is a failure by the file's rules or by its status, and
     * (MALFORMED) where the next one must not be asked for, such as one on another host.
     *
     * @param page how many pages there are by now
     */
    public Optional<ProviderRequest> next(DatasetKey key, ProviderRequest asked, ProviderResponse response, int page) {
        ProviderDataset dataset = dataset(key);
        Paginator paginator = dataset.requester().paginator();
        if (paginator == null) {
            return Optional.empty();
        }
        Reply reply = new Reply(response, dataset.format());
        Map<String, JsonNode> variables = variables(dataset, key);
        refuseFailure(dataset, reply, variables);
        Optional<JsonNode> tree = reply.tree();
        if (tree.isEmpty()) {
            return Optional.empty();
        }
        try {
            Optional<URI> next = paginator.next(asked.url(), tree.get(), variables, page);
            if (next.isPresent() && page >= paginator.pages()) {
                throw failed(FailureClass.MALFORMED, "the answer has more than " + paginator.pages() + " pages");
            }
            return next.map(url -> new ProviderRequest(asked.method(), url, asked.headers()));
        } catch (IllegalArgumentException notToBeAsked) {
            throw failed(
                    FailureClass.MALFORMED, "the next page cannot be asked for: its address is not the provider's");
        }
    }

    /** The valid canonical record in a response, or {@link ProviderFailedException} saying why there is none. */
    public ObjectNode record(DatasetKey key, ProviderResponse response) {
        return record(key, List.of(response));
    }

    /** As above, of an answer in several pages: their rows are put together. */
    public ObjectNode record(DatasetKey key, List<ProviderResponse> pages) {
        ProviderDataset dataset = dataset(key);
        Map<String, JsonNode> variables = variables(dataset, key);
        List<Reply> replies =
                pages.stream().map(page -> new Reply(page, dataset.format())).toList();
        replies.forEach(reply -> refuseFailure(dataset, reply, variables));
        ObjectNode record = map(dataset, key, replies, variables, pages.get(0).receivedAt());
        List<String> faults = dataset.dataset().faults(record);
        if (!faults.isEmpty()) {
            throw failed(FailureClass.MALFORMED, "the reply makes no valid " + key.dataset() + ": " + faults.get(0));
        }
        return record;
    }

    /**
     * How long the record of a good reply (200 or 304) is fresh by the reply's own headers: zero when it must not be
     * kept, at most 366 days. Empty when the file does not say {@code honourCacheControl}, or the reply says nothing.
     */
    public Optional<Duration> freshness(DatasetKey key, ProviderResponse response) {
        return dataset(key).honourCacheControl() ? ResponseFreshness.of(response) : Optional.empty();
    }

    /**
     * What to ask with when the record of a good reply (200 or 304) is to be refreshed. None while the asked period
     * goes on: unfinished bars are left out of a record, so the same body would make another record later.
     */
    public Validators validators(DatasetKey key, ProviderResponse response) {
        return Bars.isSettled(key, response.receivedAt()) ? Validators.of(response) : Validators.NONE;
    }

    private void refuseFailure(ProviderDataset dataset, Reply reply, Map<String, JsonNode> variables) {
        for (ResponseFilter filter : dataset.filters()) {
            if (filter.matches(reply, variables)) {
                Duration wait = reply.retryAfter().orElse(filter.backoff());
                throw new ProviderFailedException(
                        name, filter.failureType(), clause(filter.failureType(), reply), wait);
            }
        }
        DefaultRules.find(reply).ifPresent(failure -> {
            throw new ProviderFailedException(
                    name, failure, clause(failure, reply), reply.retryAfter().orElse(null));
        });
    }

    private static String clause(FailureClass failure, Reply reply) {
        return failure.meaning() + " (HTTP " + reply.status() + ")";
    }

    private ObjectNode map(
            ProviderDataset dataset,
            DatasetKey key,
            List<Reply> replies,
            Map<String, JsonNode> variables,
            Instant receivedAt) {
        try {
            ObjectNode mapped = null;
            for (Reply reply : replies) {
                ObjectNode page = mapPage(dataset, key, reply, variables);
                mapped = mapped == null ? page : Records.joined(mapped, page);
            }
            if (mapped == null) {
                throw failed(FailureClass.NO_DATA, FailureClass.NO_DATA.meaning());
            }
            ObjectNode record = JsonNodeFactory.instance.objectNode().put(SYMBOL, key.symbol());
            record.setAll(mapped);
            record.put("provider", name);
            boolean empty = (Bars.isIn(record) && !Bars.arrange(record, key, receivedAt))
                    || (Observations.isIn(record) && !Observations.arrange(record, key, receivedAt));
            if (empty) {
                throw failed(FailureClass.NO_DATA, FailureClass.NO_DATA.meaning());
            }
            return record;
        } catch (JsonQueryException | IllegalArgumentException | DateTimeException doesNotFit) {
            // Its message is left out: it may repeat the reply, and with it the key.
            throw failed(FailureClass.MALFORMED, "the reply does not fit the mapping to " + key.dataset());
        }
    }

    private ObjectNode mapPage(ProviderDataset dataset, DatasetKey key, Reply reply, Map<String, JsonNode> variables)
            throws JsonQueryException {
        JsonNode body =
                reply.tree().orElseThrow(() -> failed(FailureClass.MALFORMED, "the reply is of another format"));
        List<JsonNode> results = dataset.mapping().apply(body, variables);
        if (results.isEmpty() || results.get(0).isNull()) {
            throw failed(FailureClass.NO_DATA, FailureClass.NO_DATA.meaning());
        }
        if (results.size() > 1 || !(Records.tidy(results.get(0)) instanceof ObjectNode mapped)) {
            throw failed(FailureClass.MALFORMED, "the mapping gives not one object");
        }
        if (Records.contradicts(mapped, key)) {
            throw failed(FailureClass.MALFORMED, "the reply is about another key");
        }
        return mapped;
    }

    private ProviderDataset dataset(DatasetKey key) {
        ProviderDataset dataset = datasets.get(key.dataset());
        if (dataset == null) {
            throw failed(FailureClass.BAD_REQUEST, "does not offer " + key.dataset());
        }
        return dataset;
    }

    private Map<String, JsonNode> variables(ProviderDataset dataset, DatasetKey key) {
        return dataset.variables(key)
                .orElseThrow(() -> failed(
                        FailureClass.UNKNOWN_SYMBOL, "does not cover the symbol " + KeyPart.shown(key.symbol())));
    }

    private @Nullable String checkSecret(@Nullable String secret) {
        if (authenticator.type() == Authenticator.Type.NONE) {
            return null;
        }
        if (secret == null || secret.isBlank()) {
            if (authenticator.optional()) {
                return null;
            }
            throw failed(FailureClass.AUTH, "needs a key: set " + authenticator.secretName());
        }
        if (!authenticator.accepts(secret.strip())) {
            throw failed(
                    FailureClass.AUTH, "the key holds characters that no key has: check " + authenticator.secretName());
        }
        return secret.strip();
    }

    private ProviderFailedException failed(FailureClass failure, String what) {
        return new ProviderFailedException(name, failure, what);
    }

    @Override
    public String toString() {
        return name + datasets();
    }
}
