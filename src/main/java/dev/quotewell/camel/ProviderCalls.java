package dev.quotewell.camel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quotewell.cache.LoadOutcome;
import dev.quotewell.json.Json;
import dev.quotewell.json.Payload;
import dev.quotewell.provider.Dataset;
import dev.quotewell.provider.DatasetKey;
import dev.quotewell.provider.Datasets;
import dev.quotewell.provider.FailureClass;
import dev.quotewell.provider.Provider;
import dev.quotewell.provider.ProviderFailedException;
import dev.quotewell.provider.ProviderRequest;
import dev.quotewell.provider.ProviderResponse;
import dev.quotewell.provider.Providers;
import dev.quotewell.provider.Validators;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bean {@code provider-calls}: what comes before and after the HTTP step of the template {@code provider-call}. A
 * provider's turn in a load may take several calls: for the keys that do not go into one, and for pages. Safe for many
 * threads.
 */
public final class ProviderCalls {

    /** Property with the provider's name, set by the template. */
    private static final String PROVIDER = "provider";

    /** Property with the {@link Turn}. */
    private static final String TURN = "QuotewellTurn";

    /** Property that is there as long as the template has another call to make. */
    private static final String CALL = "call";

    /** RFC 9110 section 15.4.5. */
    private static final int NOT_MODIFIED = 304;

    /** More than any reply of the datasets we know; what is longer is no answer to our question. */
    private static final int LARGEST_BODY_BYTES = 16 * 1024 * 1024;

    /** What the calls need to know of their surroundings. */
    public record Surroundings(
            Function<Provider, URI> baseUrl,
            Function<String, @Nullable String> secret,
            InstantSource clock,
            CallObserver observer) {}

    /**
     * Sees how calls end, for metrics; {@code outcome} is {@code answered}, {@code not-modified} or the code of a
     * failure class.
     */
    @FunctionalInterface
    public interface CallObserver {
        void called(String provider, String outcome);
    }

    private static final Logger log = LoggerFactory.getLogger(ProviderCalls.class);

    /** What a provider says about a key, not about itself. */
    private static final Set<FailureClass> ABOUT_THE_KEY =
            EnumSet.of(FailureClass.UNKNOWN_SYMBOL, FailureClass.NO_DATA, FailureClass.BAD_REQUEST);

    /** Told when it begins, changes and ends, not for every call. */
    private final Map<String, FailureClass> trouble = new ConcurrentHashMap<>();

    private final Datasets datasets;
    private final Providers providers;
    private final Surroundings surroundings;

    public ProviderCalls(Datasets datasets, Providers providers, Surroundings surroundings) {
        this.datasets = datasets;
        this.providers = providers;
        this.surroundings = surroundings;
    }

    /**
     * Begins one provider's turn in a load: turns the keys that still wait into its first HTTP request, a conditional
     * one where the headers name an entry to be refreshed that came from this provider; nothing else of the message is
     * sent. Fails when no call of this provider would help.
     */
    public void prepare(Exchange exchange) {
        Provider provider = provider(exchange);
        Message message = exchange.getMessage();
        String name = message.getHeader(CacheAsideConstants.DATASET, "", String.class);
        Dataset dataset = datasets.find(name).orElseThrow(() -> new UnknownDatasetException(name, datasets.names()));
        Loading loading = Loading.of(exchange);
        Turn turn = new Turn(
                provider, loading, loading.waiting().stream().map(dataset::key).toList(), known(provider, message));
        exchange.setProperty(TURN, turn);
        goOn(exchange, turn);
    }

    /** Another provider's validators mean nothing to this one, or something else. */
    private static Validators known(Provider provider, Message load) {
        if (!provider.name().equals(load.getHeader(CacheAsideConstants.PROVIDER, String.class))) {
            return Validators.NONE;
        }
        return new Validators(
                load.getHeader(CacheAsideConstants.ETAG, String.class),
                load.getHeader(CacheAsideConstants.LAST_MODIFIED, String.class));
    }

    /**
     * The next call of the turn, or its end: then the message holds what was found, or the turn fails so that the next
     * provider gets the keys that are left.
     */
    private void goOn(Exchange exchange, Turn turn) {
        ProviderFailedException last = null;
        while (turn.hasMore()) {
            List<DatasetKey> keys = turn.take();
            try {
                String secret =
                        turn.provider().secretName().map(surroundings.secret()).orElse(null);
                URI url = surroundings.baseUrl().apply(turn.provider());
                ask(exchange, turn.begin(keys, turn.provider().request(keys, url, secret, turn.validators())));
                return;
            } catch (ProviderFailedException e) {
                last = e;
                // A provider that does not cover the symbol was not asked: that is no evidence about the symbol.
                if (e.failure() != FailureClass.UNKNOWN_SYMBOL) {
                    failed(turn, keys, e);
                }
            }
        }
        exchange.removeProperty(CALL);
        if (!turn.loading().waiting().isEmpty()) {
            throw turn.verdict(last);
        }
    }

    private static void ask(Exchange exchange, ProviderRequest request) {
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setBody(null);
        request.headers().forEach(message::setHeader);
        message.setHeader(Exchange.HTTP_METHOD, request.method());
        message.setHeader(Exchange.HTTP_URI, request.url().toASCIIString());
        exchange.setProperty(CALL, true);
    }

    /**
     * Turns the provider's answer into records, into word that one is not modified, or into the failures it is; then
     * goes on with the next page, or the next call.
     */
    public void judge(Exchange exchange) {
        Turn turn = turn(exchange);
        Provider provider = turn.provider();
        DatasetKey first = turn.keys().get(0);
        try {
            ProviderResponse response = response(provider, exchange.getMessage());
            // Who was not asked about a version cannot say that it still holds: that 304 is a failure like any other.
            if (response.status() == NOT_MODIFIED && !turn.validators().isEmpty()) {
                notModified(exchange, turn, response);
                return;
            }
            turn.add(response);
            Optional<ProviderRequest> next =
                    provider.next(first, turn.request(), response, turn.pages().size());
            if (next.isPresent()) {
                // The first page's word on failure counts before more is asked.
                provider.refuse(first, response);
                ask(exchange, turn.goOn(next.get()));
                return;
            }
        } catch (ProviderFailedException e) {
            failed(turn, turn.keys(), e);
            goOn(exchange, turn);
            return;
        }
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage().setBody(null);
        for (DatasetKey key : turn.keys()) {
            try {
                found(exchange, turn, key, provider.record(key, turn.pages()));
            } catch (ProviderFailedException e) {
                failed(turn, List.of(key), e);
            }
        }
        goOn(exchange, turn);
    }

    private void found(Exchange exchange, Turn turn, DatasetKey key, ObjectNode record) {
        Provider provider = turn.provider();
        ProviderResponse response = turn.pages().get(0);
        succeeded(provider, key, "answered");
        Duration ttl = provider.freshness(key, response).orElse(null);
        Validators validators = turn.isOfOneCall() ? provider.validators(key, response) : Validators.NONE;
        Instant asOf = instant(record.path("asOf"));
        turn.loading()
                .found(
                        key.text(),
                        new LoadOutcome.Loaded(
                                Payload.wrap(Json.bytes(record)), provider.name(), asOf, ttl, validators(validators)));
        if (turn.loading().isOfOneKey()) {
            Message message = exchange.getMessage();
            message.setBody(record);
            message.setHeader(CacheAsideConstants.PROVIDER, provider.name());
            message.setHeader(CacheAsideConstants.AS_OF, asOf);
            setFreshness(message, ttl, validators);
        }
    }

    private void notModified(Exchange exchange, Turn turn, ProviderResponse response) {
        Provider provider = turn.provider();
        DatasetKey key = turn.keys().get(0);
        succeeded(provider, key, "not-modified");
        Duration ttl = provider.freshness(key, response).orElse(null);
        Validators validators = provider.validators(key, response).or(turn.validators());
        turn.loading().found(key.text(), new LoadOutcome.NotModified(provider.name(), ttl, validators(validators)));
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setBody(null);
        message.setHeader(CacheAsideConstants.PROVIDER, provider.name());
        message.setHeader(CacheAsideConstants.NOT_MODIFIED, true);
        setFreshness(message, ttl, validators);
        exchange.removeProperty(CALL);
    }

    private static dev.quotewell.cache.Validators validators(Validators told) {
        return told.isEmpty()
                ? dev.quotewell.cache.Validators.NONE
                : new dev.quotewell.cache.Validators(told.etag(), told.lastModified());
    }

    private void succeeded(Provider provider, DatasetKey key, String outcome) {
        surroundings.observer().called(provider.name(), outcome);
        if (trouble.remove(provider.name() + "/" + key.dataset()) != null) {
            log.info("{} answers for {} again", provider.name(), key.dataset());
        }
    }

    private static void setFreshness(Message message, @Nullable Duration ttl, Validators validators) {
        Optional.ofNullable(ttl).ifPresent(told -> message.setHeader(CacheAsideConstants.TTL, told));
        Optional.ofNullable(validators.etag()).ifPresent(etag -> message.setHeader(CacheAsideConstants.ETAG, etag));
        Optional.ofNullable(validators.lastModified())
                .ifPresent(date -> message.setHeader(CacheAsideConstants.LAST_MODIFIED, date));
    }

    /** There was no answer: refused, reset, or not in time; or there was one that nothing could be made of. */
    public void noAnswer(Exchange exchange) {
        Exception cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        if (cause instanceof ProviderFailedException judged) {
            throw judged;
        }
        if (cause instanceof RuntimeException) {
            log.error("An answer could not be judged", cause);
        }
        String what = cause == null ? "an error" : cause.getClass().getSimpleName();
        Turn turn = turn(exchange);
        failed(
                turn,
                turn.keys(),
                new ProviderFailedException(
                        turn.provider().name(), FailureClass.PROVIDER_FAULT, "gave no answer: " + what));
        goOn(exchange, turn);
    }

    private void failed(Turn turn, List<DatasetKey> keys, ProviderFailedException failure) {
        surroundings.observer().called(failure.provider(), failure.failure().code());
        if (!ABOUT_THE_KEY.contains(failure.failure())) {
            String dataset = keys.get(0).dataset();
            if (trouble.put(failure.provider() + "/" + dataset, failure.failure()) != failure.failure()) {
                log.warn(
                        "{} ({}, {}): others are asked until it answers",
                        failure.getMessage(),
                        dataset,
                        failure.failure().code());
            }
        }
        keys.forEach(key -> turn.loading().failed(key.text(), failure));
        turn.failed(failure);
    }

    private static Turn turn(Exchange exchange) {
        return Objects.requireNonNull(exchange.getProperty(TURN, Turn.class), "prepare comes before");
    }

    private Provider provider(Exchange exchange) {
        String name = exchange.getProperty(PROVIDER, String.class);
        return providers.find(name).orElseThrow(() -> new IllegalArgumentException("There is no provider " + name));
    }

    private ProviderResponse response(Provider provider, Message message) {
        Map<String, String> headers = new HashMap<>();
        message.getHeaders().forEach((name, value) -> {
            if (value != null && !name.startsWith("Camel")) {
                headers.put(name.toLowerCase(Locale.ROOT), text(value));
            }
        });
        int status = message.getHeader(Exchange.HTTP_RESPONSE_CODE, 200, Integer.class);
        return new ProviderResponse(
                status, headers, body(provider, message), surroundings.clock().instant());
    }

    /** Lines of one name are one list (RFC 9110 section 5.3). */
    private static String text(Object value) {
        return value instanceof Collection<?> lines
                ? lines.stream().map(String::valueOf).collect(Collectors.joining(", "))
                : value.toString();
    }

    private static Payload body(Provider provider, Message message) {
        try (InputStream in = message.getBody(InputStream.class)) {
            byte[] bytes = in == null ? new byte[0] : in.readNBytes(LARGEST_BODY_BYTES + 1);
            if (bytes.length > LARGEST_BODY_BYTES) {
                throw new ProviderFailedException(
                        provider.name(),
                        FailureClass.MALFORMED,
                        "sent more than " + LARGEST_BODY_BYTES + " bytes, which is no answer");
            }
            return Payload.wrap(bytes);
        } catch (IOException e) {
            throw new ProviderFailedException(provider.name(), FailureClass.PROVIDER_FAULT, "broke off its answer");
        }
    }

    private static @Nullable Instant instant(JsonNode asOf) {
        // A date stands for a day, not for a moment: it has no age in seconds.
        return asOf.isTextual() && asOf.textValue().indexOf('T') > 0 ? Instant.parse(asOf.textValue()) : null;
    }
}
