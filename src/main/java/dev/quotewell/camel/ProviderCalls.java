package dev.quotewell.camel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quotewell.budget.Budgets;
import dev.quotewell.budget.Decision;
import dev.quotewell.cache.Entry;
import dev.quotewell.cache.LoadOutcome;
import dev.quotewell.cache.Tag;
import dev.quotewell.json.Json;
import dev.quotewell.json.Payload;
import dev.quotewell.provider.ApiBudget;
import dev.quotewell.provider.Dataset;
import dev.quotewell.provider.DatasetKey;
import dev.quotewell.provider.Datasets;
import dev.quotewell.provider.FailureClass;
import dev.quotewell.provider.Finding;
import dev.quotewell.provider.Provider;
import dev.quotewell.provider.ProviderFailedException;
import dev.quotewell.provider.ProviderRequest;
import dev.quotewell.provider.ProviderResponse;
import dev.quotewell.provider.Providers;
import dev.quotewell.provider.Validators;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.http.HttpMethods;
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

    private static final String ANSWERED = "answered";
    private static final String SESSION = "session";
    private static final String NO_KEY = "has no usable key";

    /** RFC 9110 section 15.4.5. */
    private static final int NOT_MODIFIED = 304;

    /** No adjusted bars are kept for longer, so an older split or dividend outdates none. */
    private static final Duration ADJUSTED_KEPT_FOR = Duration.ofDays(31);

    /**
     * What the calls need to know of their surroundings.
     *
     * @param baseUrl where a provider is called; empty for one that is not to be called here
     * @param secrets the keys that an environment variable holds; more than one rotate
     * @param budget what holds for a provider's calls here
     * @param outdated removes what is cached with a tag of a dataset; returns when it is done
     */
    public record Surroundings(
            Function<Provider, Optional<URI>> baseUrl,
            Function<String, List<String>> secrets,
            Budgets budgets,
            Function<Provider, ApiBudget> budget,
            BreakerRule breaker,
            Sessions sessions,
            InstantSource clock,
            CallObserver observer,
            BiConsumer<String, Tag> outdated) {}

    /**
     * When a provider is left alone.
     *
     * @param after so many calls at least, of which half failed
     * @param openFor how long nobody calls then
     */
    public record BreakerRule(int after, Duration openFor) {}

    /** Sees calls, for metrics. */
    public interface CallObserver {
        /** A call ended: {@code answered}, {@code not-modified}, or the code of a failure class. */
        void called(String provider, String outcome);

        /** A provider was passed over without a call: {@code budget}, {@code breaker} or {@code key}. */
        void skipped(String provider, String reason);

        /** A record was stored although a check of this name suspects it. */
        void suspected(String provider, String check);
    }

    private static final Logger log = LoggerFactory.getLogger(ProviderCalls.class);

    /** What a provider says about a key, not about itself. */
    private static final Set<FailureClass> ABOUT_THE_KEY = EnumSet.of(
            FailureClass.UNKNOWN_SYMBOL, FailureClass.NO_DATA, FailureClass.BAD_REQUEST, FailureClass.STALE_DATUM);

    private final Map<String, LongAdder> made = new ConcurrentHashMap<>();
    private final ProviderTroubles troubles;
    private final ProviderPermits permits;

    private final Datasets datasets;
    private volatile Providers providers;
    private final Surroundings surroundings;

    public ProviderCalls(Datasets datasets, Providers providers, Surroundings surroundings) {
        this.datasets = datasets;
        this.providers = providers;
        this.surroundings = surroundings;
        this.troubles = new ProviderTroubles(surroundings.clock());
        this.permits = new ProviderPermits(surroundings, troubles);
    }

    /** The files that hold now. */
    public Providers providers() {
        return providers;
    }

    /** From the next load on these files hold. */
    public void use(Providers next) {
        providers = next;
    }

    /** Forgets how earlier calls went, as after a start. */
    public void forget() {
        permits.forget();
        troubles.forget();
        made.clear();
    }

    /** The state of a provider's breaker in this process: {@code closed}, {@code open} or {@code half-open}. */
    public String breaker(String provider) {
        return permits.breaker(provider);
    }

    /** The latest failure that was not about a key; empty if there was none since the start. */
    Optional<ProviderTroubles.LastFailure> lastFailure(String provider) {
        return troubles.last(provider);
    }

    /** How many HTTP requests were sent to a provider since the start: one for each page, one for each batch of keys. */
    public long made(String provider) {
        LongAdder count = made.get(provider);
        return count == null ? 0 : count.sum();
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
                provider,
                loading,
                loading.waiting(provider.name()).stream().map(dataset::key).toList(),
                known(provider, message));
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
        Provider provider = turn.provider();
        ProviderFailedException last = null;
        while (turn.hasMore()) {
            List<DatasetKey> keys = turn.take(permits.batch(turn));
            try {
                URI url = surroundings.baseUrl().apply(provider).orElseThrow(() -> notCalledHere(provider));
                List<String> secrets =
                        provider.secretName().map(surroundings.secrets()).orElse(List.of());
                // Who is not asked at all takes nothing from a budget.
                ProviderRequest request = provider.request(keys, url, secret(secrets, 0), turn.validators());
                ProviderHosts.check(provider.name(), request.url(), url);
                Decision.Granted granted = permits.take(turn, keys, secrets);
                if (granted.key() > 0) {
                    request = provider.request(keys, url, secret(secrets, granted.key()), turn.validators());
                }
                ask(exchange, provider, turn.begin(keys, request, granted));
                return;
            } catch (ProviderFailedException e) {
                last = e;
                if (e.failure() == FailureClass.AUTH && !e.wasNotCalled()) {
                    surroundings.observer().skipped(provider.name(), "key");
                    failed(turn, keys, ProviderFailedException.notCalled(provider.name(), e.failure(), NO_KEY, null));
                } else if (e.failure() != FailureClass.UNKNOWN_SYMBOL) {
                    // Who does not cover the symbol was not asked: that is no evidence about the symbol.
                    failed(turn, keys, e);
                }
            }
        }
        exchange.removeProperty(CALL);
        if (!turn.loading().waiting().isEmpty()) {
            throw turn.verdict(last);
        }
    }

    private static ProviderFailedException notCalledHere(Provider provider) {
        return new ProviderFailedException(provider.name(), FailureClass.UNKNOWN_SYMBOL, "is not called here");
    }

    private static @Nullable String secret(List<String> secrets, int key) {
        return secrets.isEmpty() ? null : secrets.get(key);
    }

    private void ask(Exchange exchange, Provider provider, ProviderRequest request) {
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setBody(null);
        request.headers().forEach(message::setHeader);
        // Not as text: Camel would look in vain, at each call, for a converter from one to the other.
        message.setHeader(Exchange.HTTP_METHOD, HttpMethods.valueOf(request.method()));
        message.setHeader(Exchange.HTTP_URI, request.url().toASCIIString());
        exchange.setProperty(CALL, true);
        made.computeIfAbsent(provider.name(), any -> new LongAdder()).increment();
    }

    /**
     * Turns the provider's answer into records, into word that one is not modified, or into the failures it is; then
     * goes on with the next page, or the next call.
     */
    public void judge(Exchange exchange) {
        Turn turn = turn(exchange);
        ProviderResponse response;
        try {
            response = ProviderAnswer.read(
                    turn.provider(), exchange.getMessage(), surroundings.clock().instant());
        } catch (ProviderFailedException e) {
            permits.ended(turn, Map.of(), e);
            failedCall(exchange, turn, e);
            return;
        }
        try {
            if (judge(exchange, turn, response)) {
                return;
            }
        } catch (ProviderFailedException e) {
            ProviderFailedException failure = turn.pages().size() > 1 ? brokeOff(e) : e;
            permits.ended(turn, response.headers(), failure);
            failedCall(exchange, turn, failure);
            return;
        }
        goOn(exchange, turn);
    }

    /** That a later page is missing says nothing about the key: the first one was there. */
    private static ProviderFailedException brokeOff(ProviderFailedException failure) {
        return ABOUT_THE_KEY.contains(failure.failure())
                ? new ProviderFailedException(
                        failure.provider(), FailureClass.PROVIDER_FAULT, "broke off its answer after a page")
                : failure;
    }

    /** Whether the message is ready: it holds the next page's request, or there is nothing more to ask for. */
    private boolean judge(Exchange exchange, Turn turn, ProviderResponse response) {
        Provider provider = turn.provider();
        DatasetKey first = turn.keys().get(0);
        // Who was not asked about a version cannot say that it still holds: that 304 is a failure like any other.
        if (response.status() == NOT_MODIFIED && !turn.validators().isEmpty()) {
            permits.ended(turn, response.headers(), null);
            notModified(exchange, turn, response);
            return true;
        }
        turn.add(response);
        Optional<ProviderRequest> next =
                provider.next(first, turn.request(), response, turn.pages().size());
        if (next.isPresent()) {
            ProviderHosts.check(
                    provider.name(), next.get().url(), turn.request().url());
            permits.ended(turn, response.headers(), null);
            surroundings.observer().called(provider.name(), ANSWERED);
            List<String> secrets =
                    provider.secretName().map(surroundings.secrets()).orElse(List.of());
            // The next page is asked for with the key of the first.
            ask(
                    exchange,
                    provider,
                    turn.goOn(
                            next.get(),
                            permits.take(turn, turn.keys(), turn.secret(secrets))
                                    .permit()));
            return true;
        }
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage().setBody(null);
        List<ProviderFailedException> failures = new ArrayList<>();
        for (DatasetKey key : turn.keys()) {
            try {
                found(exchange, turn, key, checked(turn, key, provider.record(key, turn.pages())));
            } catch (ProviderFailedException e) {
                failures.add(e);
                failed(turn, List.of(key), e);
            }
        }
        boolean answered = failures.size() < turn.keys().size();
        permits.ended(turn, response.headers(), answered ? null : failures.get(0));
        if (answered) {
            answered(provider, first.dataset(), ANSWERED);
        } else {
            count(first.dataset(), failures.get(0));
        }
        return false;
    }

    private void failedCall(Exchange exchange, Turn turn, ProviderFailedException failure) {
        count(turn.keys().get(0).dataset(), failure);
        failed(turn, turn.keys(), failure);
        goOn(exchange, turn);
    }

    /** The record with its session, if it stands up to the checks of its dataset. */
    private ObjectNode checked(Turn turn, DatasetKey key, ObjectNode record) {
        String provider = turn.provider().name();
        Dataset dataset = datasets.find(key.dataset()).orElseThrow();
        Instant now = surroundings.clock().instant();
        for (Finding finding : dataset.findings(
                key, record, last(turn, key), asOf -> surroundings.sessions().fault(key, asOf, now))) {
            if (finding.refused()) {
                throw new ProviderFailedException(provider, finding.failure(), finding.what());
            }
            surroundings.observer().suspected(provider, finding.check());
            troubles.suspected(provider, key, finding);
        }
        if (dataset.tells(SESSION) && !record.has(SESSION)) {
            surroundings.sessions().phase(key, now).ifPresent(phase -> record.put(SESSION, phase));
        }
        return record;
    }

    private static @Nullable JsonNode last(Turn turn, DatasetKey key) {
        Entry.Value existing = turn.loading().existing(key.text());
        try {
            return existing == null
                    ? null
                    : Json.mapper().readTree(existing.record().array());
        } catch (IOException e) {
            return null;
        }
    }

    /** A split or a dividend since then makes all adjusted prices before it wrong. */
    private void evictOutdated(Turn turn, DatasetKey key, ObjectNode record) {
        if (!record.path("adjusted").asBoolean()) {
            return;
        }
        Entry.Value existing = turn.loading().existing(key.text());
        Instant since =
                existing == null ? surroundings.clock().instant().minus(ADJUSTED_KEPT_FOR) : existing.loadedAt();
        String day = LocalDate.ofInstant(since, ZoneOffset.UTC).minusDays(1).toString();
        for (JsonNode action : record.path("actions")) {
            if (action.path("date").asText().compareTo(day) >= 0) {
                log.info(
                        "{} tells a split or dividend of {}: its adjusted bars are asked for anew",
                        turn.provider().name(),
                        key.symbol());
                surroundings.outdated().accept(key.dataset(), new Tag(Tag.ADJUSTED, key.symbol()));
                return;
            }
        }
    }

    private void found(Exchange exchange, Turn turn, DatasetKey key, ObjectNode record) {
        Provider provider = turn.provider();
        ProviderResponse response = turn.pages().get(0);
        evictOutdated(turn, key, record);
        Duration ttl = provider.freshness(key, response).orElse(null);
        Validators validators = turn.isOfOneCall() ? provider.validators(key, response) : Validators.NONE;
        Instant asOf = instant(record.path("asOf"));
        String detail = turn.loading().shortly(key.text());
        turn.loading()
                .found(
                        key.text(),
                        new LoadOutcome.Loaded(
                                Payload.wrap(Json.bytes(record)),
                                provider.name(),
                                asOf,
                                ttl,
                                validators(validators),
                                detail));
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
        answered(provider, key.dataset(), "not-modified");
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

    private void answered(Provider provider, String dataset, String outcome) {
        surroundings.observer().called(provider.name(), outcome);
        troubles.ended(provider.name(), dataset);
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
        ProviderFailedException failure = new ProviderFailedException(
                turn.provider().name(), FailureClass.PROVIDER_FAULT, "gave no answer: " + what);
        permits.ended(turn, Map.of(), failure);
        failedCall(exchange, turn, failure);
    }

    /** A call failed. */
    private void count(String dataset, ProviderFailedException failure) {
        surroundings.observer().called(failure.provider(), failure.failure().code());
        if (!ABOUT_THE_KEY.contains(failure.failure())) {
            troubles.began(dataset, failure);
        }
    }

    private static void failed(Turn turn, List<DatasetKey> keys, ProviderFailedException failure) {
        log.debug("{} for {}: the next provider is asked", failure.getMessage(), keys);
        keys.forEach(key -> turn.loading().failed(key.text(), failure));
        turn.failed(failure);
    }

    private static Turn turn(Exchange exchange) {
        return Objects.requireNonNull(exchange.getProperty(TURN, Turn.class), "prepare comes before");
    }

    private Provider provider(Exchange exchange) {
        String name = exchange.getProperty(PROVIDER, String.class);
        return providers
                .find(name)
                .orElseThrow(() -> new ProviderFailedException(name, FailureClass.PROVIDER_FAULT, "has no file"));
    }

    private static @Nullable Instant instant(JsonNode asOf) {
        // A date stands for a day, not for a moment: it has no age in seconds.
        return asOf.isTextual() && asOf.textValue().indexOf('T') > 0 ? Instant.parse(asOf.textValue()) : null;
    }
}
