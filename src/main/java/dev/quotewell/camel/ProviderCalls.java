package dev.quotewell.camel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
 * The bean {@code provider-calls}: the two halves of a provider call, around the HTTP step of the template
 * {@code provider-call}. Safe for many threads.
 */
public final class ProviderCalls {

    /** Property with the provider's name, set by the template. */
    private static final String PROVIDER = "provider";

    private static final String KEY = "QuotewellProviderKey";
    private static final String DATASET = "QuotewellProviderDataset";
    private static final String VALIDATORS = "QuotewellProviderValidators";

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
     * Turns the wanted key into the provider's HTTP request, a conditional one where the headers name an entry to be
     * refreshed that came from this provider; nothing else of the message is sent.
     */
    public void prepare(Exchange exchange) {
        Provider provider = provider(exchange);
        String dataset = exchange.getMessage().getHeader(CacheAsideConstants.DATASET, String.class);
        String text = exchange.getMessage().getHeader(CacheAsideConstants.KEY, String.class);
        Validators validators = known(provider, exchange.getMessage());
        exchange.setProperty(DATASET, dataset);
        exchange.setProperty(VALIDATORS, validators);
        DatasetKey key = datasets.find(dataset)
                .map((Dataset found) -> found.key(text))
                .orElseThrow(() -> new UnknownDatasetException(dataset, datasets.names()));
        ProviderRequest request;
        try {
            String secret = provider.secretName().map(surroundings.secret()).orElse(null);
            request = provider.request(List.of(key), surroundings.baseUrl().apply(provider), secret, validators);
        } catch (ProviderFailedException e) {
            // A provider that does not cover the symbol was not asked: that is no evidence about the symbol.
            throw e.failure() == FailureClass.UNKNOWN_SYMBOL ? e : failed(exchange, e);
        }
        exchange.setProperty(KEY, key);
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setBody(null);
        request.headers().forEach(message::setHeader);
        message.setHeader(Exchange.HTTP_METHOD, request.method());
        message.setHeader(Exchange.HTTP_URI, request.url().toASCIIString());
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

    /** Turns the provider's answer into the record, into word that it is not modified, or into the failure it is. */
    public void judge(Exchange exchange) {
        Provider provider = provider(exchange);
        DatasetKey key = exchange.getProperty(KEY, DatasetKey.class);
        Validators sent = exchange.getProperty(VALIDATORS, Validators.NONE, Validators.class);
        Message message = exchange.getMessage();
        ProviderResponse response;
        ObjectNode record = null;
        try {
            response = response(provider, message);
            // Who was not asked about a version cannot say that it still holds: that 304 is a failure like any other.
            if (response.status() != NOT_MODIFIED || sent.isEmpty()) {
                record = provider.record(key, response);
            }
        } catch (ProviderFailedException e) {
            throw failed(exchange, e);
        }
        succeeded(provider, key, record == null ? "not-modified" : "answered");
        message.removeHeaders("*");
        message.setBody(record);
        message.setHeader(CacheAsideConstants.PROVIDER, provider.name());
        provider.freshness(key, response).ifPresent(ttl -> message.setHeader(CacheAsideConstants.TTL, ttl));
        Validators told = provider.validators(key, response);
        if (record == null) {
            message.setHeader(CacheAsideConstants.NOT_MODIFIED, true);
            setValidators(message, told.or(sent));
            return;
        }
        message.setHeader(CacheAsideConstants.AS_OF, instant(record.path("asOf")));
        setValidators(message, told);
    }

    private void succeeded(Provider provider, DatasetKey key, String outcome) {
        surroundings.observer().called(provider.name(), outcome);
        if (trouble.remove(provider.name() + "/" + key.dataset()) != null) {
            log.info("{} answers for {} again", provider.name(), key.dataset());
        }
    }

    private static void setValidators(Message message, Validators validators) {
        Optional.ofNullable(validators.etag()).ifPresent(etag -> message.setHeader(CacheAsideConstants.ETAG, etag));
        Optional.ofNullable(validators.lastModified())
                .ifPresent(date -> message.setHeader(CacheAsideConstants.LAST_MODIFIED, date));
    }

    /** There was no answer: refused, reset, or not in time. */
    public void noAnswer(Exchange exchange) {
        Exception cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        String what = cause == null ? "an error" : cause.getClass().getSimpleName();
        throw failed(
                exchange,
                new ProviderFailedException(
                        provider(exchange).name(), FailureClass.PROVIDER_FAULT, "gave no answer: " + what));
    }

    private ProviderFailedException failed(Exchange exchange, ProviderFailedException failure) {
        surroundings.observer().called(failure.provider(), failure.failure().code());
        if (!ABOUT_THE_KEY.contains(failure.failure())) {
            String dataset = exchange.getProperty(DATASET, "", String.class);
            if (trouble.put(failure.provider() + "/" + dataset, failure.failure()) != failure.failure()) {
                log.warn(
                        "{} ({}, {}): others are asked until it answers",
                        failure.getMessage(),
                        dataset,
                        failure.failure().code());
            }
        }
        @SuppressWarnings("unchecked") // RouteLoader put it there; a route tried on its own has none.
        List<ProviderFailedException> failures = exchange.getProperty(CacheAsideConstants.FAILURES, List.class);
        if (failures != null) {
            failures.add(failure);
        }
        return failure;
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
