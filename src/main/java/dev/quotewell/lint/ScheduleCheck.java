package dev.quotewell.lint;

import dev.quotewell.camel.Schedule;
import dev.quotewell.lint.Routes.Role;
import dev.quotewell.lint.Routes.Use;
import dev.quotewell.market.Ticks;
import dev.quotewell.provider.Dataset;
import dev.quotewell.provider.DatasetKey;
import dev.quotewell.provider.InvalidKeyException;
import dev.quotewell.provider.Provider;
import dev.quotewell.provider.ProviderFailedException;
import dev.quotewell.provider.Providers;
import dev.quotewell.provider.Watchlist;
import dev.quotewell.routefile.Option;
import dev.quotewell.routefile.Placeholders;
import dev.quotewell.yaml.Place;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/** Checks schedules: their options, and whether the provider that is asked first can feed them. */
final class ScheduleCheck {

    private static final Duration LOOK_AHEAD = Duration.ofDays(7);
    private static final int MOST_TICKS = 100_000;

    /** Any text that a key may look like: no call is made with it. */
    private static final String SOME_KEY = "0123456789abcdef0123456789abcdef";

    private final Routes routes;
    private final ConfigFiles config;
    private final Placeholders placeholders;
    private final CacheCheck cache;
    private final Instant now;

    ScheduleCheck(Routes routes, ConfigFiles config, Placeholders placeholders, Instant now) {
        this.routes = routes;
        this.config = config;
        this.placeholders = placeholders;
        this.cache = new CacheCheck(placeholders);
        this.now = now;
    }

    List<Fault> check() {
        List<Fault> faults = new ArrayList<>();
        for (Use endpoint : routes.endpoints) {
            if (endpoint.scheme().equals("schedule") && endpoint.option("cron") != null) {
                check(endpoint, faults);
            }
        }
        return faults;
    }

    private void check(Use endpoint, List<Fault> faults) {
        Schedule.Fields fields = fields(endpoint);
        if ((fields.cron() + fields.timeZone() + fields.onlyInSession()).contains("{{")) {
            return;
        }
        Option cron = endpoint.option("cron");
        Place place = cron == null ? endpoint.place() : cron.place();
        try {
            // Without readable markets there is nothing to hold a session against.
            Schedule schedule = Schedule.of(fields, config.markets());
            if (schedule.ticks().next(now).isEmpty()) {
                faults.add(new Fault(
                        place,
                        "found that cron is " + fields.cron() + ", which never comes, allowed is one that does"));
            }
            shortfall(endpoint, schedule.ticks()).ifPresent(what -> faults.add(new Fault(place, what)));
        } catch (IllegalArgumentException wrong) {
            String told = String.valueOf(wrong.getMessage()).replaceFirst("^schedule:.*?: ", "");
            for (String fault : told.split("; ", -1)) {
                Option option = endpoint.option(fault.replaceFirst(" .*", ""));
                faults.add(new Fault(
                        option == null ? endpoint.place() : option.place(),
                        "found that " + fault.replace(", must be", ", allowed is")));
            }
        }
    }

    private Schedule.Fields fields(Use endpoint) {
        return new Schedule.Fields(
                endpoint.path(),
                value(endpoint, "cron", ""),
                value(endpoint, "timeZone", "UTC"),
                config.markets() == null ? null : session(endpoint),
                // Told by the check of endpoints.
                known(value(endpoint, "missedRun", "skip"), List.of("skip", "runOnce", "catchUp")),
                known(value(endpoint, "overlap", "skip"), List.of("skip", "queue")),
                duration(endpoint, "grace", Duration.ofSeconds(30)),
                duration(endpoint, "spread", Duration.ZERO));
    }

    private static String known(String value, List<String> values) {
        return values.contains(value) ? value : values.get(0);
    }

    private @Nullable String session(Use endpoint) {
        Option option = endpoint.option("onlyInSession");
        return option == null ? null : placeholders.fill(option.value());
    }

    private String value(Use endpoint, String name, String absent) {
        Option option = endpoint.option(name);
        return option == null ? absent : placeholders.fill(option.value());
    }

    private Duration duration(Use endpoint, String name, Duration absent) {
        String text = value(endpoint, name, "");
        return EndpointCheck.duration(text).orElse(absent);
    }

    private Optional<String> shortfall(Use schedule, Ticks ticks) {
        Watchlist list = watchlist(schedule.route());
        if (list == null) {
            return Optional.empty();
        }
        Optional<Use> step = routes.endpoints.stream()
                .filter(endpoint -> endpoint.scheme().equals("cache-aside"))
                .filter(endpoint -> placeholders.fill(endpoint.path()).equals(list.dataset()))
                .findFirst();
        List<DatasetKey> keys = keys(list);
        if (step.isEmpty() || keys.isEmpty()) {
            return Optional.empty();
        }
        return firstCovering(step.get(), keys)
                .flatMap(provider -> BudgetArithmetic.shortfall(
                        demand(step.get(), keys, provider, ticks), provider.name(), provider.apiBudget()));
    }

    private @Nullable Watchlist watchlist(String route) {
        for (Routes.Method method : routes.methods) {
            Matcher call = method.watchlist();
            if (method.route().equals(route) && call.find()) {
                return config.watchlists().get(call.group(1));
            }
        }
        return null;
    }

    private List<DatasetKey> keys(Watchlist list) {
        Optional<Dataset> dataset = Optional.ofNullable(config.datasets()).flatMap(all -> all.find(list.dataset()));
        List<DatasetKey> keys = new ArrayList<>();
        dataset.ifPresent(known -> list.keys().forEach(text -> {
            try {
                keys.add(known.key(text));
            } catch (InvalidKeyException told) {
                // By the reader of watchlists.
            }
        }));
        return keys;
    }

    /** The first in the order of the loader's route that is enabled and covers the first key. */
    private Optional<Provider> firstCovering(Use step, List<DatasetKey> keys) {
        Option loader = step.option("loader");
        Providers providers = config.providers();
        if (loader == null || providers == null) {
            return Optional.empty();
        }
        String dataset = keys.get(0).dataset();
        return routes.endpoints.stream()
                .filter(start -> start.role() == Role.START
                        && placeholders.fill(start.uri()).equals(placeholders.fill(loader.value())))
                .flatMap(start -> routes.endpoints.stream()
                        .filter(to -> to.role() == Role.STEP && to.route().equals(start.route())))
                .map(to -> placeholders.fill(to.path()))
                .filter(name -> name.endsWith("-" + dataset))
                .flatMap(name -> providers.find(name.substring(0, name.length() - dataset.length() - 1)).stream())
                .filter(provider -> isEnabled(provider) && covers(provider, keys.get(0)))
                .findFirst();
    }

    private boolean isEnabled(Provider provider) {
        return provider.isEnabled(key -> placeholders.fill("{{" + key + "}}"));
    }

    private static boolean covers(Provider provider, DatasetKey key) {
        try {
            return !provider.request(key, provider.baseUrl(), SOME_KEY).method().isEmpty();
        } catch (ProviderFailedException refused) {
            return false;
        }
    }

    private BudgetArithmetic.Demand demand(Use step, List<DatasetKey> keys, Provider provider, Ticks ticks) {
        Duration ttl = cache.duration(step, "ttl").orElse(Duration.ofMinutes(1));
        double jitter = Math.min(1, cache.share(step, "jitter").orElse(0.0));
        Duration fresh = Duration.ofMillis(Math.round(ttl.toMillis() * (1 - jitter)));
        List<Instant> loads = loads(ticks, fresh);
        int covered = (int) keys.stream().filter(key -> covers(provider, key)).count();
        return new BudgetArithmetic.Demand(
                covered,
                provider.cost(keys.get(0)),
                most(loads, Duration.ofHours(1)),
                most(loads, Duration.ofDays(1)),
                most(loads, LOOK_AHEAD));
    }

    /** The ticks of the coming week that find no fresh record. */
    private List<Instant> loads(Ticks ticks, Duration fresh) {
        List<Instant> loads = new ArrayList<>();
        Instant end = now.plus(LOOK_AHEAD);
        Instant next = now;
        Optional<Instant> tick = ticks.next(now);
        for (int i = 0; i < MOST_TICKS && tick.isPresent() && tick.get().isBefore(end); i++) {
            if (!tick.get().isBefore(next)) {
                loads.add(tick.get());
                next = tick.get().plus(fresh);
            }
            tick = ticks.next(tick.get());
        }
        return loads;
    }

    /** The most in any stretch of this length. */
    private static int most(List<Instant> loads, Duration window) {
        Deque<Instant> within = new ArrayDeque<>();
        int most = 0;
        for (Instant load : loads) {
            within.addLast(load);
            while (!within.isEmpty() && !load.isBefore(within.getFirst().plus(window))) {
                within.removeFirst();
            }
            most = Math.max(most, within.size());
        }
        return most;
    }
}
