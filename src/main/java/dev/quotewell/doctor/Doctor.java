package dev.quotewell.doctor;

import dev.quotewell.budget.BudgetObserver;
import dev.quotewell.budget.Budgets;
import dev.quotewell.budget.KeyId;
import dev.quotewell.budget.KeyState;
import dev.quotewell.budget.StoreAway;
import dev.quotewell.cache.StoreUnavailableException;
import dev.quotewell.market.Markets;
import dev.quotewell.provider.ApiBudget;
import dev.quotewell.provider.Datasets;
import dev.quotewell.provider.Provider;
import dev.quotewell.provider.Providers;
import dev.quotewell.redis.EmbeddedRedis;
import dev.quotewell.redis.RedisAddress;
import dev.quotewell.redis.RedisBudgets;
import dev.quotewell.redis.RedisConnection;
import dev.quotewell.redis.RedisKeys;
import dev.quotewell.redis.RedisProbe;
import dev.quotewell.redis.RedisTls;
import dev.quotewell.redis.RedisUnreachableException;
import dev.quotewell.settings.Settings;
import dev.quotewell.settings.TlsFiles;
import dev.quotewell.settings.UpstreamSettings;
import dev.quotewell.yaml.ConfigurationFaultsException;
import io.lettuce.core.RedisCredentials;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Looks at all that a run with these settings needs: Redis, providers, clock, calendars, files with secrets, ports.
 * Changes nothing but a key of its own in Redis for a moment, and costs no call of a provider. For one thread.
 */
public final class Doctor {

    private static final Duration PATIENCE = Duration.ofSeconds(4);

    /** Looking up a name, connecting and the handshake together. */
    private static final Duration PATIENCE_IN_ALL = Duration.ofSeconds(10);

    private static final BudgetObserver NOBODY = (provider, window, left) -> {};

    /**
     * What is looked at.
     *
     * @param secrets the keys in an environment variable or its file; throws where that cannot be read
     * @param exposure what keeps these settings from being run; empty for nothing
     * @param clock of this machine
     */
    public record Patient(
            Settings settings,
            Map<String, String> environment,
            Function<String, List<String>> secrets,
            Optional<String> exposure,
            InstantSource clock) {}

    private final Patient patient;
    private final Settings settings;
    private final Consumer<Finding> told;
    private final Hosts hosts = new Hosts(PATIENCE);

    private Doctor(Patient patient, Consumer<Finding> told) {
        this.patient = patient;
        this.settings = patient.settings();
        this.told = told;
    }

    /** @param told gets each finding when it is there, those about one thing together */
    public static void examine(Patient patient, Consumer<Finding> told) {
        new Doctor(patient, told).examine();
    }

    private void examine() {
        try (Redis redis = redis()) {
            configuration(redis.budgets());
        }
        secretFiles();
        exposure();
        ports();
    }

    /** A Redis that answers, or none. */
    private record Redis(
            @Nullable RedisConnection connection, @Nullable Budgets budgets) implements AutoCloseable {

        static final Redis NONE = new Redis(null, null);

        @Override
        public void close() {
            if (connection != null) {
                connection.close();
            }
        }
    }

    private Redis redis() {
        boolean embedded = settings.redis().embedded();
        Optional<URI> running = embedded
                ? EmbeddedRedis.find(settings.data().resolve("redis"))
                : Optional.of(URI.create(settings.redis().uri()));
        if (running.isEmpty()) {
            told.accept(Finding.ok("redis", "The embedded one does not run: ./quotewell run starts it"));
            return Redis.NONE;
        }
        RedisAddress address = RedisAddress.of(running.get().toString());
        TlsFiles files = settings.redis().tls();
        try {
            RedisConnection connection = RedisConnection.open(
                    address,
                    settings.redis().timeout(),
                    new RedisTls(files.authority(), files.certificate(), files.key()));
            return look(connection, address, embedded);
        } catch (RedisUnreachableException e) {
            told.accept(Finding.fault(
                    "redis",
                    String.valueOf(e.getMessage()),
                    "Start it, or mend quotewell.redis.uri; records are loaded for each caller anew meanwhile"));
            return Redis.NONE;
        }
    }

    private Redis look(RedisConnection connection, RedisAddress address, boolean embedded) {
        RedisKeys keys = new RedisKeys(settings.redis().prefix());
        RedisJudge.Reach reach = new RedisJudge.Reach(
                embedded,
                isLoopback(address),
                address.first().isSsl(),
                user(address),
                settings.redis().timeout());
        try {
            RedisJudge.judge(new RedisProbe(connection, keys).look(), reach).forEach(told);
        } catch (StoreUnavailableException e) {
            told.accept(Finding.fault(
                    "redis",
                    address + " does not tell how it is: " + e.getMessage(),
                    "Give the user the rights in config/redis-users.acl, or see what holds Redis up"));
        }
        return new Redis(
                connection,
                new Budgets(new RedisBudgets(connection, keys), patient.clock(), StoreAway.OWN_COUNT, NOBODY));
    }

    private static String user(RedisAddress address) {
        RedisCredentials credentials =
                address.first().getCredentialsProvider().resolveCredentials().block();
        if (credentials == null || !credentials.hasPassword()) {
            return "";
        }
        return credentials.hasUsername() ? credentials.getUsername() : "default";
    }

    private static boolean isLoopback(RedisAddress address) {
        String host = address.first().getSentinels().isEmpty()
                ? address.first().getHost()
                : address.first().getSentinels().get(0).getHost();
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private void configuration(@Nullable Budgets budgets) {
        try {
            Datasets datasets = Datasets.read(settings.config().resolve("datasets"));
            Providers providers = Providers.read(settings.config().resolve("providers"), datasets);
            Markets markets = Markets.read(settings.config().resolve("markets"));
            providers(datasets, providers, budgets);
            List<String> warnings = markets.all().stream()
                    .flatMap(market -> market.warning(patient.clock().instant()).stream())
                    .distinct()
                    .toList();
            warnings.forEach(warning -> told.accept(
                    Finding.warning("calendars", warning, "Add the next year's holidays: docs/markets.md")));
            if (warnings.isEmpty()) {
                told.accept(Finding.ok(
                        "calendars", "The holidays of all " + markets.all().size() + " markets are known for now"));
            }
        } catch (ConfigurationFaultsException e) {
            int faults = e.faults().size();
            told.accept(Finding.fault(
                    "configuration",
                    (faults == 1 ? "1 fault" : faults + " faults") + ", the first: "
                            + e.faults().get(0),
                    "./quotewell lint tells them all; providers and calendars were not looked at"));
        }
    }

    private void providers(Datasets datasets, Providers providers, @Nullable Budgets budgets) {
        String target = settings.upstream().target();
        if (target.equals(UpstreamSettings.SAMPLE)) {
            told.accept(Finding.ok(
                    "providers",
                    "The sample market stands in for them, its prices are made up: --profile prod asks the real ones"));
            return;
        }
        if (!target.equals(UpstreamSettings.REAL)) {
            URI stand = URI.create(target);
            told.accept(hosts.whyUnreachable(stand)
                    .map(why -> Finding.fault("providers", why, "Start it, or mend quotewell.upstream"))
                    .orElse(Finding.ok("providers", stand.getHost() + " stands in for them, and answers")));
            return;
        }
        List<Provider> asked = providers.all().stream()
                .filter(provider -> provider.isEnabled(settings.others()::get))
                .toList();
        List<ProviderJudge.Known> known = known(asked, budgets);
        ProviderJudge.judge(known).forEach(told);
        ProviderJudge.uncovered(datasets.names(), known).forEach(told);
    }

    private List<ProviderJudge.Known> known(List<Provider> providers, @Nullable Budgets budgets) {
        // All at once: hosts that say nothing are then waited for together.
        List<CompletableFuture<ProviderJudge.Known>> looks =
                providers.stream().map(provider -> known(provider, budgets)).toList();
        return looks.stream().map(CompletableFuture::join).toList();
    }

    private CompletableFuture<ProviderJudge.Known> known(Provider provider, @Nullable Budgets budgets) {
        List<String> keys;
        try {
            keys = provider.secretName().map(patient.secrets()).orElse(List.of());
        } catch (RuntimeException unreadable) {
            return CompletableFuture.completedFuture(
                    new ProviderJudge.Known(provider, new ProviderJudge.Keys.Unreadable(), null, null));
        }
        ProviderJudge.Known known = new ProviderJudge.Known(
                provider,
                keys.isEmpty() ? new ProviderJudge.Keys.None() : new ProviderJudge.Keys.Present(keys.size()),
                null,
                budget(provider, keys, budgets));
        return known.canBeAsked()
                ? whyUnreachable(provider.baseUrl())
                        .thenApply(why ->
                                new ProviderJudge.Known(provider, known.keys(), why.orElse(null), known.budget()))
                : CompletableFuture.completedFuture(known);
    }

    private CompletableFuture<Optional<String>> whyUnreachable(URI url) {
        return CompletableFuture.supplyAsync(() -> hosts.whyUnreachable(url), Doctor::runAside)
                .completeOnTimeout(
                        Optional.of(url.getHost() + " cannot be looked up and reached within "
                                + PATIENCE_IN_ALL.toSeconds() + " s"),
                        PATIENCE_IN_ALL.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    private static void runAside(Runnable look) {
        Thread thread = new Thread(look, "quotewell-doctor");
        thread.setDaemon(true);
        thread.start();
    }

    private static @Nullable List<KeyState> budget(Provider provider, List<String> keys, @Nullable Budgets budgets) {
        ApiBudget budget = provider.apiBudget();
        if (budgets == null || !budget.isLimited()) {
            return null;
        }
        List<String> ids = keys.isEmpty()
                ? List.of(KeyId.NO_KEY)
                : keys.stream().map(KeyId::of).toList();
        try {
            return budgets.state(provider.name(), budget, ids)
                    .toCompletableFuture()
                    .join();
        } catch (CompletionException unknown) {
            return null;
        }
    }

    private void secretFiles() {
        Map<String, Path> files = new TreeMap<>();
        add(files, "quotewell.api.tls.key", settings.access().tls().key());
        add(files, "quotewell.redis.tls.key", settings.redis().tls().key());
        patient.environment().forEach((name, value) -> {
            boolean setting = name.equals("QUOTEWELL_API_KEYS_FILE");
            if (name.endsWith("_FILE") && !value.isBlank() && !setting && (isOurs(name) || isKey(name))) {
                files.put(name, Path.of(value));
            }
        });
        List<Finding> findings = new ArrayList<>(SecretFiles.look(files));
        Path hashes = settings.access().keysFile();
        if (hashes != null) {
            findings.addAll(SecretFiles.look("quotewell.api.keys-file", hashes, false));
        }
        findings.forEach(told);
        if (findings.isEmpty()) {
            told.accept(Finding.ok("secrets", "No file with a secret is named"));
        }
    }

    private static void add(Map<String, Path> files, String name, @Nullable Path file) {
        if (file != null) {
            files.put(name, file);
        }
    }

    private static boolean isOurs(String name) {
        return name.startsWith("QUOTEWELL_") || name.startsWith("EVENTS_WEBHOOK_");
    }

    private static boolean isKey(String name) {
        return name.endsWith("_KEY_FILE") || name.endsWith("_TOKEN_FILE") || name.endsWith("_SECRET_FILE");
    }

    private void exposure() {
        patient.exposure()
                .ifPresentOrElse(
                        why -> told.accept(Finding.fault("access", why, "It does not start until that is so")),
                        () -> told.accept(Finding.ok("access", access())));
    }

    private String access() {
        if (settings.access().keysFile() != null) {
            return "Whoever asks needs a key of " + settings.access().keysFile();
        }
        if (settings.access().tls().authority() != null) {
            return "Whoever asks needs a certificate";
        }
        return settings.access().allowAnonymous()
                ? "Whoever reaches it may do everything: quotewell.api.allow-anonymous is true"
                : "Only this machine gets in";
    }

    private void ports() {
        port("quotewell.api.port", settings.api().host(), settings.api().port(), "/v1");
        port(
                "quotewell.api.management-port",
                settings.api().managementHost(),
                settings.api().managementPort(),
                "/observe/health/live");
    }

    /** @param known a path that a Quotewell there answers */
    private void port(String key, String host, int port, String known) {
        String where = host + ":" + port + " (" + key + ")";
        if (port == 0) {
            told.accept(Finding.ok("ports", key + " is any free port"));
            return;
        }
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
            told.accept(Finding.ok("ports", where + " is free: no Quotewell runs there"));
        } catch (IOException inUse) {
            told.accept(
                    isQuotewell(host, port, known)
                            ? Finding.ok("ports", where + " is served by a Quotewell that runs")
                            : Finding.fault(
                                    "ports",
                                    where + " cannot be bound: " + inUse.getMessage(),
                                    "End what uses it, or choose another, 0 for any free one"));
        }
    }

    private boolean isQuotewell(String host, int port, String known) {
        String reached = List.of("0.0.0.0", "::").contains(host) ? "127.0.0.1" : host;
        String scheme = settings.access().isSecure() ? "https" : "http";
        return hosts.isQuotewell(URI.create(scheme + "://" + reached + ":" + port + known));
    }
}
