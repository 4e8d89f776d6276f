package dev.quotewell.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import net.thisptr.jackson.jq.exception.JsonQueryException;
import org.jspecify.annotations.Nullable;

/**
 * One upstream HTTP API, read from {@code <name>.yaml}: builds the request for a key, and makes the record of a
 * response or tells why there is none. Calls nothing itself. Safe for many threads.
 */
public final class Provider {

    private final String name;
    private final URI baseUrl;
    private final Authenticator authenticator;
    private final ApiBudget apiBudget;
    private final Map<String, ProviderDataset> datasets;

    Provider(
            String name,
            URI baseUrl,
            Authenticator authenticator,
            ApiBudget apiBudget,
            Map<String, ProviderDataset> datasets) {
        this.name = name;
        this.baseUrl = baseUrl;
        this.authenticator = authenticator;
        this.apiBudget = apiBudget;
        this.datasets = Map.copyOf(datasets);
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

    /** The environment variable that holds the key, such as {@code FINNHUB_API_KEY}; empty when none is needed. */
    public Optional<String> secretName() {
        return Optional.of(authenticator.secretName()).filter(secretName -> !secretName.isEmpty());
    }

    /**
     * The call to make at {@code baseUrl}: the provider's own, or a stand-in such as the sample market, with a path of
     * its own if need be. Throws {@link ProviderFailedException} where no call would help: AUTH when a secret is needed
     * and absent, UNKNOWN_SYMBOL when the symbol is not covered, BAD_REQUEST when one call cannot answer this key.
     */
    public ProviderRequest request(DatasetKey key, URI baseUrl, @Nullable String secret) {
        return request(key, baseUrl, secret, Validators.NONE);
    }

    /** As above; with validators of an earlier reply for the key, the answer may be 304 and has no body then. */
    public ProviderRequest request(DatasetKey key, URI baseUrl, @Nullable String secret, Validators validators) {
        ProviderDataset dataset = dataset(key);
        Map<String, JsonNode> variables = variables(dataset, key);
        String usable = checkSecret(secret);
        if (!dataset.requester().covers(variables)) {
            throw failed(
                    FailureClass.BAD_REQUEST,
                    "does not answer " + key.dataset() + " of this interval or period in one call");
        }
        String target = dataset.requester()
                .pathAndQuery(variables, authenticator.query(usable))
                .orElseThrow(() -> failed(FailureClass.BAD_REQUEST, "cannot be asked for this key"));
        String base = baseUrl.toString().replaceFirst("/+$", "");
        Map<String, String> headers = new HashMap<>(validators.headers());
        headers.putAll(authenticator.headers(usable));
        return new ProviderRequest(dataset.requester().method(), URI.create(base + target), headers);
    }

    /** The valid canonical record in a response, or {@link ProviderFailedException} saying why there is none. */
    public ObjectNode record(DatasetKey key, ProviderResponse response) {
        ProviderDataset dataset = dataset(key);
        Map<String, JsonNode> variables = variables(dataset, key);
        Reply reply = new Reply(response);
        refuseFailure(dataset, reply, variables);
        ObjectNode record = map(dataset, key, reply, variables, response.receivedAt());
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
            ProviderDataset dataset, DatasetKey key, Reply reply, Map<String, JsonNode> variables, Instant receivedAt) {
        try {
            JsonNode body = reply.json().orElseThrow(() -> failed(FailureClass.MALFORMED, "the reply is not JSON"));
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
            ObjectNode record = JsonNodeFactory.instance.objectNode().put("symbol", key.symbol());
            record.setAll(mapped);
            record.put("provider", name);
            if (Bars.isIn(record) && !Bars.arrange(record, key, receivedAt)) {
                throw failed(FailureClass.NO_DATA, FailureClass.NO_DATA.meaning());
            }
            return record;
        } catch (JsonQueryException | IllegalArgumentException | DateTimeException doesNotFit) {
            // Its message is left out: it may repeat the reply, and with it the key.
            throw failed(FailureClass.MALFORMED, "the reply does not fit the mapping to " + key.dataset());
        }
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
            throw failed(FailureClass.AUTH, "needs a key: set " + authenticator.secretName());
        }
        if (!secret.strip().matches("[\\x21-\\x7e]+")) {
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
