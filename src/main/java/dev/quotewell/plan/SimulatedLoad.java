package dev.quotewell.plan;

import dev.quotewell.budget.Budgets;
import dev.quotewell.budget.Cost;
import dev.quotewell.budget.Decision;
import dev.quotewell.budget.Permit;
import dev.quotewell.budget.Priority;
import dev.quotewell.cache.CacheKey;
import dev.quotewell.cache.LoadOutcome;
import dev.quotewell.cache.Loader.Wanted;
import dev.quotewell.cache.Validators;
import dev.quotewell.json.Payload;
import dev.quotewell.load.BudgetRefusal;
import dev.quotewell.load.LoadVerdict;
import dev.quotewell.load.Patience;
import dev.quotewell.provider.DatasetKey;
import dev.quotewell.provider.FailureClass;
import dev.quotewell.provider.Provider;
import dev.quotewell.provider.ProviderFailedException;
import dev.quotewell.traffic.Setup;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One load on its way through the providers, in the order of its step, until each key has an answer. For one thread. */
final class SimulatedLoad {

    private static final Payload RECORD = Payload.utf8("{}");

    private final World world;
    private final Setup setup;
    private final Setup.Step step;
    private final Priority priority;
    private final List<CacheKey> keys;
    private final Set<CacheKey> waiting;
    private final Map<CacheKey, LoadOutcome> found = new LinkedHashMap<>();
    private final Map<CacheKey, List<ProviderFailedException>> failures = new LinkedHashMap<>();
    private final CompletableFuture<List<LoadOutcome>> outcomes = new CompletableFuture<>();
    private boolean again;

    SimulatedLoad(World world, Setup setup, Setup.Step step, Priority priority, List<Wanted> wanted) {
        this.world = world;
        this.setup = setup;
        this.step = step;
        this.priority = priority;
        this.keys = wanted.stream().map(Wanted::key).toList();
        this.waiting = new LinkedHashSet<>(keys);
    }

    CompletableFuture<List<LoadOutcome>> begin() {
        world.tally().loads(keys.get(0).dataset(), keys.size());
        ask(0);
        return outcomes;
    }

    private void ask(int place) {
        if (waiting.isEmpty() || place == step.providers().size()) {
            end();
            return;
        }
        String name = step.providers().get(place);
        Setup.Source source = setup.sources().get(name);
        Optional<Provider> provider = world.catalog().providers().find(name);
        if (source == null || !source.called() || provider.isEmpty()) {
            ask(place + 1);
            return;
        }
        List<CacheKey> left = new ArrayList<>();
        for (CacheKey key : waiting) {
            if (failures(key).stream().noneMatch(failure -> failure.provider().equals(name))) {
                Optional<FailureClass> refusal = world.catalog().refusal(provider.get(), key);
                if (refusal.isEmpty()) {
                    left.add(key);
                } else if (refusal.get() != FailureClass.UNKNOWN_SYMBOL) {
                    failures(key).add(new ProviderFailedException(name, refusal.get(), "cannot be asked"));
                }
            }
        }
        new Turn(place, provider.get(), source, left).goOn();
    }

    private List<ProviderFailedException> failures(CacheKey key) {
        return failures.computeIfAbsent(key, none -> new ArrayList<>(1));
    }

    private void end() {
        if (!waiting.isEmpty() && !again) {
            Optional<Duration> wait = waiting.stream()
                    .flatMap(key -> failures(key).stream())
                    .filter(failure -> Patience.isBusy(failure, Patience.MOMENT))
                    .flatMap(failure -> failure.retryAfter().stream())
                    .max(Comparator.naturalOrder());
            if (wait.isPresent()) {
                again = true;
                waiting.forEach(key -> failures(key).removeIf(failure -> Patience.isBusy(failure, Patience.MOMENT)));
                world.time().after(wait.get(), () -> ask(0));
                return;
            }
        }
        outcomes.complete(keys.stream()
                .map(key -> {
                    LoadOutcome outcome = found.get(key);
                    return outcome == null ? LoadVerdict.of(failures(key)) : outcome;
                })
                .toList());
    }

    /** One provider's turn: as many calls as its batches and its budget make of the keys. */
    private final class Turn {

        private final int place;
        private final Provider provider;
        private final Setup.Source source;
        private final List<CacheKey> left;
        private boolean onTheWay;

        Turn(int place, Provider provider, Setup.Source source, List<CacheKey> left) {
            this.place = place;
            this.provider = provider;
            this.source = source;
            this.left = left;
        }

        void goOn() {
            if (left.isEmpty()) {
                ask(place + 1);
                return;
            }
            List<CacheKey> asked = together();
            left.removeAll(asked);
            if (!world.breakers().tryBegin(provider.name())) {
                fail(
                        asked,
                        ProviderFailedException.notCalled(
                                provider.name(),
                                FailureClass.PROVIDER_FAULT,
                                "is left alone after failures",
                                setup.breaker().openFor()));
                goOn();
                return;
            }
            take(asked, Patience.of(priority, onTheWay));
        }

        private List<CacheKey> together() {
            if (left.size() == 1) {
                return List.copyOf(left);
            }
            List<DatasetKey> wanted = left.stream()
                    .map(key -> world.catalog().key(key).orElseThrow())
                    .toList();
            long most = Math.max(1, Budgets.largest(source.budget(), priority).symbols() / cost(wanted.get(0)));
            return provider.together(wanted).stream()
                    .limit(most)
                    .map(key -> new CacheKey(key.dataset(), key.text()))
                    .toList();
        }

        private int cost(DatasetKey key) {
            return provider.cost(key);
        }

        private void take(List<CacheKey> asked, Duration patience) {
            int cost = cost(world.catalog().key(asked.get(0)).orElseThrow());
            Decision decision =
                    world.take(provider.name(), source, priority, new Cost(cost, (long) cost * asked.size()));
            if (decision instanceof Decision.Granted granted) {
                call(asked, granted.permit(), cost);
            } else if (decision instanceof Decision.Refused refused
                    && refused.retryAfter().compareTo(patience) <= 0) {
                world.time().after(refused.retryAfter(), () -> take(asked, patience.minus(refused.retryAfter())));
            } else {
                world.breakers().notMade(provider.name());
                world.tally().refused(provider.name(), world.time().instant());
                fail(asked, BudgetRefusal.of(provider.name(), decision));
                goOn();
            }
        }

        private void call(List<CacheKey> asked, Permit permit, int cost) {
            onTheWay = true;
            Instant now = world.time().instant();
            double random = world.random().nextDouble();
            List<Behaviour.Turn> turns = asked.stream()
                    .map(key -> world.behaviour().turn(provider.name(), key, now, random))
                    .toList();
            int calls = turns.stream().mapToInt(Behaviour.Turn::calls).max().orElse(1);
            for (int page = 1; page < calls; page++) {
                world.take(provider.name(), source, priority, new Cost(cost, (long) cost * asked.size()));
            }
            world.tally().called(asked.get(0).dataset(), provider.name(), now, calls);
            Duration took = turns.stream()
                    .map(Behaviour.Turn::took)
                    .max(Comparator.naturalOrder())
                    .orElse(Duration.ZERO);
            world.time().after(took, () -> {
                ended(permit, turns);
                for (int i = 0; i < asked.size(); i++) {
                    judge(asked.get(i), turns.get(i));
                }
                goOn();
            });
        }

        /** A call that answered for one key answered. */
        private void ended(Permit permit, List<Behaviour.Turn> turns) {
            boolean answered = turns.stream().anyMatch(turn -> turn.failure() == null);
            FailureClass failure = answered ? null : turns.get(0).failure();
            world.breakers().ended(provider.name(), failure);
            world.budgets()
                    .finished(
                            permit,
                            Map.of(),
                            failure,
                            turns.get(0).retryAfter(),
                            world.time().instant());
        }

        private void judge(CacheKey key, Behaviour.Turn turn) {
            FailureClass failure = turn.failure();
            if (failure != null) {
                failures(key)
                        .add(new ProviderFailedException(
                                provider.name(), failure, "failed when it was recorded", turn.retryAfter()));
                return;
            }
            waiting.remove(key);
            found.put(
                    key,
                    new LoadOutcome.Loaded(RECORD, provider.name(), null, ttl(key, turn.ttl()), Validators.NONE, null));
        }

        private void fail(List<CacheKey> asked, ProviderFailedException failure) {
            asked.forEach(key -> failures(key).add(failure));
        }
    }

    private @Nullable Duration ttl(CacheKey key, @Nullable Duration told) {
        return told != null ? told : world.catalog().ttl(world.time().instant(), key, step);
    }
}
