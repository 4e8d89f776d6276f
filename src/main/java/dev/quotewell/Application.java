package dev.quotewell;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quotewell.access.ClientLimits;
import dev.quotewell.access.KeyRing;
import dev.quotewell.budget.Budgets;
import dev.quotewell.budget.StoreAway;
import dev.quotewell.cache.CacheEngine;
import dev.quotewell.cache.NearCache;
import dev.quotewell.cache.Selection;
import dev.quotewell.camel.ApiDescription;
import dev.quotewell.camel.ApiHealthCheck;
import dev.quotewell.camel.CacheStates;
import dev.quotewell.camel.CamelFaults;
import dev.quotewell.camel.ConfigurationHealthCheck;
import dev.quotewell.camel.ConfigurationStates;
import dev.quotewell.camel.DeadLetters;
import dev.quotewell.camel.DirectBehindDoors;
import dev.quotewell.camel.DirectTargets;
import dev.quotewell.camel.Doors;
import dev.quotewell.camel.EventReplay;
import dev.quotewell.camel.EventSinks;
import dev.quotewell.camel.Evictions;
import dev.quotewell.camel.Gate;
import dev.quotewell.camel.HttpApi;
import dev.quotewell.camel.HttpEngine;
import dev.quotewell.camel.HttpHeaders;
import dev.quotewell.camel.HttpRequests;
import dev.quotewell.camel.HttpServing;
import dev.quotewell.camel.IntakeHeaders;
import dev.quotewell.camel.KafkaEvents;
import dev.quotewell.camel.KafkaIntake;
import dev.quotewell.camel.LiveRoutes;
import dev.quotewell.camel.ObserveServer;
import dev.quotewell.camel.OutboxHealthCheck;
import dev.quotewell.camel.Periods;
import dev.quotewell.camel.ProviderCalls;
import dev.quotewell.camel.ProviderRoutes;
import dev.quotewell.camel.RedisIdempotentRepository;
import dev.quotewell.camel.RequestMessages;
import dev.quotewell.camel.Sessions;
import dev.quotewell.camel.Standings;
import dev.quotewell.camel.StreamStates;
import dev.quotewell.camel.Watchlists;
import dev.quotewell.json.Json;
import dev.quotewell.lint.Fault;
import dev.quotewell.lint.Lint;
import dev.quotewell.market.Markets;
import dev.quotewell.message.OutboxPressure;
import dev.quotewell.message.OutboxWatch;
import dev.quotewell.message.RequestNames;
import dev.quotewell.message.StreamNames;
import dev.quotewell.metrics.Meters;
import dev.quotewell.plan.Catalog;
import dev.quotewell.provider.Datasets;
import dev.quotewell.provider.Provider;
import dev.quotewell.provider.Providers;
import dev.quotewell.redis.Invalidations;
import dev.quotewell.redis.RedisBudgets;
import dev.quotewell.redis.RedisCacheContents;
import dev.quotewell.redis.RedisClock;
import dev.quotewell.redis.RedisIdempotencyStore;
import dev.quotewell.redis.RedisKeptTexts;
import dev.quotewell.redis.RedisStatistics;
import dev.quotewell.redis.RedisStreamsView;
import dev.quotewell.reload.Reloader;
import dev.quotewell.sample.SampleMarket;
import dev.quotewell.settings.AccessSettings;
import dev.quotewell.settings.ApiSettings;
import dev.quotewell.settings.RouteProperties;
import dev.quotewell.settings.Settings;
import dev.quotewell.settings.TlsFiles;
import dev.quotewell.traffic.TrafficRecorder;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.PlatformHttpConstants;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.redis.serializer.StringRedisSerializer;

/** A running Quotewell: all its objects, begun in the order of this file and ended in the opposite one. */
final class Application implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Application.class);

    private static final Duration CLOCK_EVERY = Duration.ofSeconds(5);
    private static final Duration SAMPLE_EVERY = Duration.ofSeconds(10);
    private static final Duration KEYS_EVERY = Duration.ofSeconds(2);
    private static final Duration WATCH_EVERY = Duration.ofMillis(250);

    /** For how long another message with the same id waits for one whose instance died. */
    private static final Duration MESSAGE_LEASE = Duration.ofMinutes(1);

    private static final Duration SEEN_FOR = Duration.ofHours(24);

    private final Settings settings;
    private final Path routes;
    private final Map<String, String> environment;
    private final @Nullable Stage stage;
    private final String instance = UUID.randomUUID().toString().substring(0, 8);
    private final Lifetime lifetime = new Lifetime();
    private final org.apache.camel.main.Main camel = new org.apache.camel.main.Main();
    private final Meters meters;
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private volatile @Nullable String api;
    private volatile @Nullable CamelContext context;
    private String addresses = "";

    private Application(Settings settings, Path routes, Map<String, String> environment, @Nullable Stage stage) {
        this.settings = settings;
        this.routes = routes;
        this.environment = environment;
        this.stage = stage;
        this.meters = new Meters(registry);
    }

    /** Not yet started, so that whoever holds it can end it at any moment. */
    static Application of(Settings settings, Path routes, Map<String, String> environment) {
        return new Application(settings, routes, environment, null);
    }

    /** The same on a stage, in place of the world. */
    static Application on(Stage stage, Settings settings, Path routes) {
        return new Application(settings, routes, Map.of(), stage);
    }

    boolean wasReady() {
        return api != null;
    }

    /** The URL of the HTTP API, once started. */
    String api() {
        String url = api;
        if (url == null) {
            throw new IllegalStateException("Not started");
        }
        return url;
    }

    /** The routes that run, by their ids; one that was exchanged is another object. */
    Map<String, Object> running() {
        Map<String, Object> running = new HashMap<>();
        CamelContext started = context;
        if (started != null) {
            started.getRoutes().forEach(route -> running.put(route.getId(), route));
        }
        return running;
    }

    /** Where it is to be reached, for the line {@code ready}. */
    String addresses() {
        return addresses;
    }

    /**
     * Starts all parts.
     *
     * @throws RuntimeException one of the parts cannot start; its message tells the operator why. What had been started
     *     is ended by {@link #close()}
     */
    void start() {
        Exposure.check(settings, environment);
        String host = settings.api().host();
        String managementHost = settings.api().managementHost();
        String address = Exposure.address("quotewell.api.host", host);
        String managementAddress = Exposure.address("quotewell.api.management-host", managementHost);
        CertificateFiles.check("quotewell.api.tls.", settings.access().tls(), "client-ca", Instant.now());
        CertificateFiles.check("quotewell.redis.tls.", settings.redis().tls(), "ca", Instant.now());
        int port = Ports.free(host, settings.api().port(), "quotewell.api.port");
        int managementPort =
                Ports.freeBut(port, managementHost, settings.api().managementPort(), "quotewell.api.management-port");
        if (port == managementPort) {
            throw new CannotStartException("quotewell.api.port and quotewell.api.management-port are both " + port
                    + ", must be two different ports");
        }
        createDataDirectory();
        requireDirectory(routes, "the routes are read from it");
        WebhookTarget webhook = WebhookTarget.of(settings.others(), new Secrets(environment));
        Datasets datasets = Datasets.read(settings.config().resolve("datasets"));
        Providers providers = Providers.read(settings.config().resolve("providers"), datasets);
        Markets markets = Markets.read(settings.config().resolve("markets"));
        Upstream upstream = new Upstream(settings, new Secrets(environment));
        upstream.tellMissingKeys(providers);

        RedisParts redis = RedisParts.open(settings, lifetime);
        ScheduledExecutorService timer = lifetime.scheduler("quotewell-timer");
        InstantSource clock = stage == null ? redisClock(redis, timer) : stage.clock();
        camel.bind("clock", clock);
        camel.bind("metricsRegistry", registry);
        camel.bind("objectMapper", Json.mapper());
        Lifetime.repeat(timer, Duration.ZERO, Duration.ofDays(1), () -> warnOfCalendars(markets, clock.instant()));
        Lifetime.repeat(timer, Duration.ZERO, SAMPLE_EVERY, redis.statistics()::sample);
        RedisStatistics.names()
                .forEach(name -> meters.gauge("redis." + name, redis.statistics(), all -> all.value(name)));

        NearCache near = new NearCache(settings.near().sizeBytes());
        CacheEngine engine = bindCache(redis, near, datasets, clock, timer);
        bindStreams(redis, datasets, clock);
        bindRequests(redis, datasets);
        Sessions sessions = new Sessions(datasets, markets, clock);
        camel.bind("sessions", sessions);
        camel.bind("markets", markets);
        bind(new Periods(datasets, clock).processors());
        ProviderCalls.Surroundings surroundings = surroundings(upstream, redis, sessions, clock, engine);
        Optional<TrafficRecorder> recorder = TrafficRecording.start(
                settings, routes, new Catalog(datasets, providers, markets), surroundings, instance, meters);
        recorder.ifPresent(recording -> {
            camel.bind("traffic-recorder", recording);
            lifetime.ending(recording);
        });
        ProviderCalls calls = bindProviders(upstream, surroundings, datasets, providers);

        Doors doors = new Doors();
        camel.bind("direct", new DirectBehindDoors(doors, lifetime.threads("quotewell-doors")));
        camel.bind("api-health", new ApiHealthCheck(host, port));
        AtomicReference<@Nullable Reloader> reloader = new AtomicReference<>();
        Supplier<JsonNode> status = () -> status(reloader.get());
        camel.bind("configuration-health", new ConfigurationHealthCheck(status));
        bind(new ConfigurationStates(status, () -> reload(reloader.get()), lifetime.worker("quotewell-reload"))
                .processors());
        KeyRing keyRing = settings.access().keysFile() == null
                ? null
                : new KeyRing(settings.access().keysFile());
        HttpEngine http = new HttpEngine(serving(address, port), new Gate(keyRing, limits()), meters::requested, doors);
        lifetime.ending(http);
        ObserveServer observe = new ObserveServer(
                serving(managementAddress, managementPort),
                new Gate(keyRing, null),
                camel::getCamelContext,
                registry::scrape);
        lifetime.ending(observe);
        camel.bind(PlatformHttpConstants.PLATFORM_HTTP_ENGINE_NAME, http);
        properties(settings, webhook).forEach(camel::addInitialProperty);
        configure();
        try {
            http.listen();
            observe.listen();
            lifetime.ending(camel::stop);
            camel.start();
            context = camel.getCamelContext();
            requireTargets(camel.getCamelContext());
            if (stage != null) {
                stage.opened(new Stage.Opened(
                        camel.getCamelContext(),
                        engine,
                        near,
                        calls,
                        redis.store(),
                        redis.connection(),
                        redis.keys(),
                        datasets,
                        providers));
            }
            if (keyRing != null) {
                Lifetime.repeat(timer, KEYS_EVERY, KEYS_EVERY, keyRing::look);
            }
            Reloader reload = new Reloader(
                    settings,
                    routes,
                    new Reloader.Running(
                            camel.getCamelContext(),
                            new LiveRoutes(camel.getCamelContext(), doors),
                            datasets,
                            markets,
                            calls,
                            read -> properties(read, WebhookTarget.of(read.others(), new Secrets(environment))),
                            (read, next) -> recorder.ifPresent(recording -> recording.configured(TrafficRecording.setup(
                                    read, routes, new Catalog(datasets, next, markets), surroundings)))),
                    InstantSource.system());
            reloader.set(reload);
            if (settings.watch()) {
                watch(reload);
            }
        } catch (CannotStartException e) {
            throw e;
        } catch (IOException e) {
            throw new CannotStartException(String.valueOf(e.getMessage()), e);
        } catch (Exception e) {
            throw new CannotStartException(faults(CamelFaults.explain(e)), e);
        }
        String scheme = settings.access().isSecure() ? "https://" : "http://";
        String url = scheme + ApiSettings.inUrl(host) + ":" + port;
        api = url;
        addresses = "api=" + url + " management=" + scheme + ApiSettings.inUrl(managementHost) + ":" + managementPort
                + "/observe/health redis=" + redis.address();
    }

    private CacheEngine bindCache(
            RedisParts redis, NearCache near, Datasets datasets, InstantSource clock, ScheduledExecutorService timer) {
        lifetime.ending(Invalidations.start(redis.connection(), redis.keys(), datasets.names(), near, timer));
        meters.gauge("cache.near.bytes", near, NearCache::bytes);
        CacheEngine engine = new CacheEngine(
                new CacheEngine.Parts(
                        redis.store(),
                        redis.store(),
                        near,
                        clock,
                        Lifetime.timer(timer),
                        stage == null ? () -> ThreadLocalRandom.current().nextLong() : stage.random(),
                        meters),
                instance);
        camel.bind("cache-engine", engine);
        camel.bind("evictions", new Evictions(engine, datasets, clock));
        bind(new CacheStates(
                        new RedisCacheContents(redis.connection(), redis.keys()),
                        datasets,
                        meters::answers,
                        clock,
                        lifetime.worker("quotewell-contents"))
                .processors());
        return engine;
    }

    /** Streams and outbox, what waits in them, and what failed for good. */
    private void bindStreams(RedisParts redis, Datasets datasets, InstantSource clock) {
        RedisStreamsView view = new RedisStreamsView(redis.connection(), clock);
        StreamNames names = new StreamNames(settings.redis().prefix());
        OutboxPressure pressure = new OutboxPressure(new OutboxPressure.Limits(
                settings.outbox().alarm(), settings.outbox().limit()));
        OutboxWatch watch = new OutboxWatch(view, names, pressure, redis::usedMemory);
        meters.gauge("outbox.pending", redis.statistics(), all -> all.value(RedisStatistics.OUTBOX));
        meters.gauge("outbox.age", watch, OutboxWatch::ageSeconds);
        // On a thread of its own: it waits for Redis.
        Lifetime.repeat(
                lifetime.scheduler("quotewell-stream-watch"),
                Duration.ZERO,
                SAMPLE_EVERY,
                () -> watchStreams(watch, names));
        camel.bind("streams", redis.streams());
        camel.bind("outbox-pressure", pressure);
        camel.bind("outbox-health", new OutboxHealthCheck(watch));
        ThreadPoolExecutor looking = lifetime.worker("quotewell-streams");
        bind(new StreamStates(view, names, pressure, looking).processors());
        DeadLetters deadLetters = new DeadLetters(view, redis.streams(), names, looking);
        bind(deadLetters.processors());
        camel.bind("dead-letters", deadLetters);
        camel.bind(
                "event-replay",
                new EventReplay(view, redis.streams(), names, datasets, redis.keys()::outbox, pressure));
        bind(new EventSinks(settings.data().resolve("events"), new Secrets(environment)::find, clock).processors());
        camel.bind("kafka-events", new KafkaEvents());
    }

    /** Requests by HTTP and by message, and the schedules that make them. */
    private void bindRequests(RedisParts redis, Datasets datasets) {
        RequestNames names = new RequestNames(settings.redis().prefix());
        bind(new HttpApi(datasets).processors());
        bind(new ApiDescription(datasets, settings.access().keysFile() != null).processors());
        bind(new RequestMessages(datasets, names, settings.requests().largestReplyBytes()).processors());
        bind(new HttpRequests(datasets, redis.streams(), new RedisKeptTexts(redis.connection()), names).processors());
        camel.bind("watchlists", new Watchlists(settings.config().resolve("watchlists"), datasets));
        camel.bind("kafka-intake", new KafkaIntake());
        RedisIdempotentRepository seen = new RedisIdempotentRepository(
                new RedisIdempotencyStore(redis.connection(), redis.keys()), "request:", MESSAGE_LEASE, SEEN_FOR);
        camel.bind("seen-requests", seen);
        camel.bind("begin-request", seen.ahead(RequestMessages.REQUEST_ID));
        camel.bind("redisConnectionFactory", redis.connectionFactory(settings, lifetime));
        camel.bind("redisSerializer", new StringRedisSerializer());
        camel.bind("http-headers", new HttpHeaders());
        camel.bind("intake-headers", new IntakeHeaders());
    }

    private ProviderCalls.Surroundings surroundings(
            Upstream upstream, RedisParts redis, Sessions sessions, InstantSource clock, CacheEngine engine) {
        Function<Provider, Optional<URI>> baseUrl = upstream.baseUrl(this::startSample);
        return new ProviderCalls.Surroundings(
                stage == null ? baseUrl : stage.upstream(baseUrl),
                upstream::keys,
                new Budgets(new RedisBudgets(redis.connection(), redis.keys()), clock, StoreAway.OWN_COUNT, meters),
                upstream::apiBudget,
                new ProviderCalls.BreakerRule(
                        settings.breaker().after(), settings.breaker().openFor()),
                sessions,
                clock,
                callObserver(meters),
                (dataset, tag) -> engine.evict(new Selection.OfTag(dataset, tag))
                        .toCompletableFuture()
                        .join());
    }

    private ProviderCalls bindProviders(
            Upstream upstream, ProviderCalls.Surroundings surroundings, Datasets datasets, Providers providers) {
        ProviderCalls calls = new ProviderCalls(datasets, providers, surroundings);
        camel.bind("provider-calls", calls);
        camel.configure().addRoutesBuilder(new ProviderRoutes(providers));
        bind(new Standings(
                        calls,
                        surroundings,
                        new Standings.Knowledge(
                                upstream::whyDisabled,
                                new Secrets(environment)::find,
                                meters::savedCalls,
                                meters::suspicions,
                                lifetime.worker("quotewell-standings")))
                .processors());
        return calls;
    }

    private void bind(Map<String, ? extends Processor> processors) {
        processors.forEach(camel::bind);
    }

    private static RedisClock redisClock(RedisParts redis, ScheduledExecutorService timer) {
        RedisClock clock = redis.clock();
        Lifetime.repeat(timer, CLOCK_EVERY, CLOCK_EVERY, clock::synchronize);
        return clock;
    }

    /** What the placeholders of routes stand for. */
    private static Map<String, String> properties(Settings settings, WebhookTarget webhook) {
        Map<String, String> properties = RouteProperties.of(settings);
        properties.put("events.webhook.url", webhook.url());
        properties.put("events.webhook.enabled", Boolean.toString(webhook.isEnabled()));
        return properties;
    }

    private ObjectNode status(@Nullable Reloader reloader) {
        ObjectNode status = Json.mapper().createObjectNode().put("instance", instance);
        if (reloader != null) {
            status.set("configuration", reloader.status().json());
        }
        return status;
    }

    private ObjectNode reload(@Nullable Reloader reloader) {
        if (reloader != null) {
            reloader.reload();
        }
        return status(reloader);
    }

    private void watch(Reloader reloader) {
        ScheduledExecutorService watcher = lifetime.scheduler("quotewell-watch");
        watcher.execute(reloader::check);
        Lifetime.repeat(watcher, WATCH_EVERY, WATCH_EVERY, reloader::look);
    }

    /** Why the routes cannot start: all the faults of the files, where a look at them finds any. */
    private String faults(String told) {
        List<Fault> faults = Lint.check(new Lint.Surroundings(settings.source(), routes, Instant.now()), List.of())
                .faults();
        return faults.isEmpty()
                ? told
                : faults.stream()
                        .map(Fault::toString)
                        .collect(Collectors.joining("\n", "The routes cannot start:\n", ""));
    }

    private void configure() {
        camel.addInitialProperty("camel.component.redis-stream.consumer-name", instance);
        camel.addInitialProperty(
                "camel.component.schedule.key-prefix", settings.redis().prefix() + "schedule:");
        camel.addInitialProperty("camel.component.platform-http.header-filter-strategy", "#bean:http-headers");
        camel.addInitialProperty(
                "camel.main.routes-include-pattern",
                "file:" + routes + "/*.camel.yaml,file:" + routes + "/templates/*.camel.yaml");
        // All properties are in: no file of the working directory joins them.
        camel.setPropertyPlaceholderLocations("false");
    }

    private HttpServing serving(String address, int port) {
        AccessSettings access = settings.access();
        TlsFiles files = access.tls();
        HttpServing.ServerTls tls = files.certificate() == null || files.key() == null
                ? null
                : new HttpServing.ServerTls(files.certificate(), files.key(), files.authority());
        return new HttpServing(address, port, access.requestTimeout(), access.maxConnections(), tls);
    }

    private @Nullable ClientLimits limits() {
        AccessSettings access = settings.access();
        return access.rateLimit() == 0
                ? null
                : new ClientLimits(access.rateLimit(), access.rateLimitWindow(), System::nanoTime);
    }

    private static ProviderCalls.CallObserver callObserver(Meters meters) {
        return new ProviderCalls.CallObserver() {
            @Override
            public void called(String provider, String outcome) {
                meters.called(provider, outcome);
            }

            @Override
            public void skipped(String provider, String reason) {
                meters.skipped(provider, reason);
            }

            @Override
            public void suspected(String provider, String check) {
                meters.suspected(provider, check);
            }
        };
    }

    /** Some markets share a calendar, and its warning. */
    private static void warnOfCalendars(Markets markets, Instant now) {
        markets.all().stream()
                .flatMap(market -> market.warning(now).stream())
                .distinct()
                .forEach(log::warn);
    }

    private void watchStreams(OutboxWatch watch, StreamNames names) {
        watch.sample();
        Map<String, Map<String, Long>> lags = new HashMap<>();
        watch.states().forEach((stream, state) -> {
            Map<String, Long> groups = new HashMap<>();
            state.groups().forEach(group -> groups.put(group.name(), group.lag()));
            lags.put(names.brief(stream), groups);
        });
        meters.lags(lags);
    }

    private URI startSample() {
        SampleMarket market = SampleMarket.start(
                settings.upstream().samplePort(), settings.upstream().sampleSeed(), InstantSource.system());
        lifetime.ending(market);
        log.info("The sample market at {} stands in for the providers: its prices are made up", market.url());
        return market.url();
    }

    private static void requireTargets(CamelContext context) {
        Set<String> missing = DirectTargets.withoutRoute(context);
        if (!missing.isEmpty()) {
            throw new CannotStartException("The routes cannot start: a step sends to " + String.join(", ", missing)
                    + ", where no route begins: look for a misspelled name");
        }
    }

    private void createDataDirectory() {
        Path data = settings.data();
        try {
            Files.createDirectories(data);
            Files.delete(Files.createTempFile(data, "writable", ""));
        } catch (IOException e) {
            throw new CannotStartException(
                    "quotewell.data is " + data + ", where nothing can be written ("
                            + e.getClass().getSimpleName() + "): it must be a directory that may be written to",
                    e);
        }
    }

    private static void requireDirectory(Path directory, String use) {
        if (!Files.isDirectory(directory)) {
            throw new CannotStartException(directory + ": there is no such directory, " + use);
        }
    }

    /** Lets what is under way come to its end, then ends all parts. Does nothing the second time. */
    @Override
    public void close() {
        lifetime.close();
    }
}
