package dev.quotewell;

import dev.quotewell.cache.CacheKey;
import dev.quotewell.camel.Preload;
import dev.quotewell.camel.RedisStreamComponent;
import dev.quotewell.camel.SchedulesByHand;
import dev.quotewell.message.StreamNames;
import dev.quotewell.provider.Dataset;
import dev.quotewell.provider.InvalidKeyException;
import dev.quotewell.provider.Provider;
import dev.quotewell.redis.RedisBench;
import dev.quotewell.routetest.Action;
import dev.quotewell.routetest.Bench;
import dev.quotewell.routetest.BenchException;
import dev.quotewell.routetest.CachedRecord;
import dev.quotewell.routetest.Name;
import dev.quotewell.routetest.ScriptedProviders;
import dev.quotewell.routetest.Seen;
import dev.quotewell.routetest.Step;
import dev.quotewell.routetest.TestCase;
import dev.quotewell.settings.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The application as its operator has configured it, on a stage: with a Redis of its own in a folder of its own, scripted
 * providers, and a clock that only tests move. It is started once and serves one test after another. For one thread.
 */
final class RouteBench implements Bench, Stage, AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    /** Redis Streams are read as soon as a group is made, which happens a moment after the start. */
    private static final Duration LONGEST_START = Duration.ofSeconds(5);

    private static final Duration LOOK_EVERY = Duration.ofMillis(3);

    /** What a schedule spreads over time is due at once. */
    private static final Duration AHEAD = Duration.ofDays(1);

    /** A tick of the very moment at which a test begins is one of its own. */
    private static final Duration JUST_BEFORE = Duration.ofMinutes(1);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ScriptedProviders upstream;
    private final Path folder;
    private final Application application;
    private final Set<String> intakes;
    private final StreamNames names;

    private volatile Instant now = Instant.now();
    private @Nullable Opened opened;
    private @Nullable SchedulesByHand schedules;
    private @Nullable RedisBench redis;
    private @Nullable BenchView view;
    private Map<String, Instant> woken = new HashMap<>();
    private Seen.@Nullable Answer answer;

    private RouteBench(ScriptedProviders upstream, Path folder, Settings settings, Path routes) {
        this.upstream = upstream;
        this.folder = folder;
        names = new StreamNames(settings.redis().prefix());
        intakes = names.intakes();
        application = Application.on(this, settings, routes);
    }

    /**
     * Not yet started, so that whoever holds it can end it at any moment. Nothing of the environment holds, so that no
     * test ever meets a Redis that somebody else uses.
     */
    static RouteBench of(Path config, Path routes, String profile) throws IOException {
        Path folder = Files.createTempDirectory("quotewell-test");
        ScriptedProviders upstream = ScriptedProviders.start();
        try {
            Settings settings = Settings.read(config, profile, Map.of(), overrides(folder, upstream.url()));
            return new RouteBench(upstream, folder, settings, routes);
        } catch (RuntimeException e) {
            upstream.close();
            Files.delete(folder);
            throw e;
        }
    }

    /** @throws RuntimeException as {@link Application#start()} */
    void start() {
        application.start();
        awaitReaders();
    }

    private static Map<String, String> overrides(Path folder, URI upstream) {
        Map<String, String> settings = new HashMap<>();
        settings.put("quotewell.api.host", "127.0.0.1");
        settings.put("quotewell.api.port", "0");
        settings.put("quotewell.api.management-port", "0");
        settings.put("quotewell.redis.uri", "embedded");
        settings.put("quotewell.data", folder.toString());
        settings.put("quotewell.upstream", upstream.toString());
        settings.put("quotewell.upstream.providers", "");
        settings.put("quotewell.reload.watch", "false");
        settings.put("kafka.enabled", "false");
        settings.put("events.webhook.url", "");
        return settings;
    }

    @Override
    public InstantSource clock() {
        return () -> now;
    }

    /** Without jitter, so that a test can say to the second when an entry expires. */
    @Override
    public RandomGenerator random() {
        return () -> 0L;
    }

    @Override
    public Function<Provider, Optional<URI>> upstream(Function<Provider, Optional<URI>> configured) {
        return provider ->
                upstream.providers().contains(provider.name()) ? configured.apply(provider) : Optional.empty();
    }

    @Override
    public void opened(Opened parts) throws InterruptedException {
        opened = parts;
        redis = new RedisBench(parts.redis(), parts.keys());
        view = new BenchView(redis, names, new Preload(parts.camel()).datasets(), folder.resolve("events"));
        schedules = SchedulesByHand.take(parts.camel());
        parts.camel().getComponent("redis-stream", RedisStreamComponent.class).setClock(() -> now.plus(AHEAD));
    }

    Opened parts() {
        return Objects.requireNonNull(opened, "started");
    }

    private RedisBench redis() {
        return Objects.requireNonNull(redis, "started");
    }

    private BenchView view() {
        return Objects.requireNonNull(view, "started");
    }

    private void awaitReaders() {
        await(LONGEST_START, () -> redis().quiet(intakes, names.outbox()) == 1);
    }

    @Override
    public void begin(TestCase test) {
        settle();
        redis().clear();
        parts().near().allChanged();
        parts().calls().forget();
        upstream.play(test.providers());
        woken = new HashMap<>();
        answer = null;
        now = test.clock();
        view().begin();
        for (CachedRecord record : test.cache()) {
            keep(record, test.clock());
        }
    }

    @Override
    public List<String> faults(TestCase test) {
        return test.names().stream()
                .sorted(Comparator.comparing(Name::place))
                .flatMap(name -> fault(name).map(fault -> name.place() + ": " + fault).stream())
                .toList();
    }

    private Optional<String> fault(Name name) {
        return switch (name.kind()) {
            case PROVIDER ->
                unknown(
                        name.text(),
                        "provider",
                        parts().providers().all().stream().map(Provider::name).toList());
            case SCHEDULE ->
                unknown(
                        name.text(),
                        "schedule",
                        Objects.requireNonNull(schedules, "started").names());
            case ENTRY -> faultOfEntry(name.text());
        };
    }

    private static Optional<String> unknown(String found, String what, Collection<String> known) {
        return known.contains(found)
                ? Optional.empty()
                : Optional.of(
                        "found the " + what + " " + found + ", allowed are " + String.join(", ", new TreeSet<>(known)));
    }

    private Optional<String> faultOfEntry(String entry) {
        String name = entry.substring(0, entry.indexOf('/'));
        Optional<String> unknown = unknown(name, "dataset", new Preload(parts().camel()).datasets());
        if (unknown.isPresent()) {
            return unknown;
        }
        try {
            parts().datasets().find(name).orElseThrow().key(entry.substring(name.length() + 1));
            return Optional.empty();
        } catch (InvalidKeyException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private void keep(CachedRecord cached, Instant clock) {
        Preload preload = new Preload(parts().camel());
        Dataset dataset = parts().datasets().find(cached.dataset()).orElseThrow();
        try {
            CacheKey key =
                    new CacheKey(cached.dataset(), dataset.key(cached.key()).text());
            // By the calendar of when it was loaded.
            now = clock.minus(cached.age());
            Preload.Kept kept = preload.kept(key, cached.record(), cached.provider(), now, clock);
            parts().store()
                    .store(key, kept.entry(), kept.keepFor(), "test", null)
                    .toCompletableFuture()
                    .join();
        } finally {
            now = clock;
        }
    }

    @Override
    public Seen act(Step step) {
        if (!step.after().isZero()) {
            now = now.plus(step.after());
            redis().pass(step.after());
        }
        if (step.action() instanceof Action.Http request) {
            answer = ask(request);
        } else if (step.action() instanceof Action.Message message) {
            redis().append(names.prefix() + "requests", message.body().array());
        } else if (step.action() instanceof Action.Tick tick) {
            wake(tick.schedule());
        }
        settle();
        return seen();
    }

    private Seen.Answer ask(Action.Http request) {
        try {
            HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(application.api() + request.path()))
                    .timeout(PATIENCE)
                    .method(
                            request.method(),
                            request.body().size() == 0
                                    ? HttpRequest.BodyPublishers.noBody()
                                    : HttpRequest.BodyPublishers.ofByteArray(
                                            request.body().array()));
            request.headers().forEach(builder::header);
            HttpResponse<String> response = http.send(builder.build(), HttpResponse.BodyHandlers.ofString());
            Map<String, String> headers = new HashMap<>();
            response.headers()
                    .map()
                    .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), String.join(", ", values)));
            return new Seen.Answer(response.statusCode(), headers, response.body());
        } catch (IOException | IllegalArgumentException e) {
            throw new BenchException(request.method() + " " + request.path() + " cannot be asked: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted", e);
        }
    }

    private void wake(String name) {
        SchedulesByHand all = Objects.requireNonNull(schedules, "started");
        try {
            all.wake(name, woken.getOrDefault(name, now.minus(JUST_BEFORE)));
            woken.put(name, now);
        } catch (IllegalStateException e) {
            throw new BenchException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Until nothing is under way any more. */
    private void settle() {
        if (!await(PATIENCE, this::isQuietTwice)) {
            throw new BenchException("it does not come to rest within " + PATIENCE.toSeconds()
                    + " s: a load, a message or a sink goes on and on");
        }
    }

    /** What one look passed over, between its parts, the next one finds. */
    private boolean isQuietTwice() {
        boolean once = isQuiet();
        return once && isQuiet();
    }

    private boolean isQuiet() {
        return parts().engine().loading() == 0
                && upstream.isIdle()
                && redis().quiet(intakes, names.outbox()) != 0
                && parts().engine().loading() == 0;
    }

    private static boolean await(Duration patience, BooleanSupplier condition) {
        long until = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > until) {
                return false;
            }
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
        }
        return true;
    }

    private Seen seen() {
        return new Seen(answer, view().entries(now), view().messages(), upstream.calls(), upstream.troubles());
    }

    /** Ends the application, and removes its folder. */
    @Override
    public void close() {
        application.close();
        upstream.close();
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
        // Its Redis may write until it has ended.
        while (Files.exists(folder) && System.nanoTime() < until && !isRemoved()) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    private boolean isRemoved() {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
            return true;
        } catch (IOException | UncheckedIOException stillInUse) {
            return false;
        }
    }
}
