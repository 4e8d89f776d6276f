package dev.quotewell.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotewell.cache.CachePolicy.Decision;
import dev.quotewell.json.Payload;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.jspecify.annotations.Nullable;

/**
 * Two instances on one store, driven by random sequences of time, requests, answers, failures, evictions and outages,
 * against a model that knows one entry and one remembered failure a key and nothing of leases, waiters or copies.
 */
class CacheEngineModelTest {

    private static final List<CacheKey> KEYS = List.of(new CacheKey("quote", "A"), new CacheKey("quote", "B"));

    private static final CachePolicy POLICY = CachePolicy.builder()
            .ttl(Duration.ofSeconds(15))
            .staleWhileRevalidate(Duration.ofSeconds(45))
            .staleIfError(Duration.ofMinutes(5))
            .negativeTtl(Duration.ofSeconds(30))
            .softTimeout(Duration.ofMillis(400))
            .failureBackoff(Duration.ofSeconds(2))
            .failureBackoffMax(Duration.ofSeconds(8))
            .nearTtl(Duration.ofSeconds(5))
            .build();

    /** One step of a sequence. */
    sealed interface Step {
        record Ask(int instance, int key, String directives) implements Step {}

        record Pass(long millis) implements Step {}

        record Answer(int load, String how) implements Step {}

        record Evict(int instance, int key) implements Step {}

        record Away(boolean away) implements Step {}

        record Deaf(int instance, boolean deaf) implements Step {}
    }

    @Provide
    Arbitrary<List<Step>> peacefulSteps() {
        return steps(List.of(0, 0));
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return steps(List.of(1, 1));
    }

    private static Arbitrary<List<Step>> steps(List<Integer> troubles) {
        Arbitrary<Integer> one = Arbitraries.of(0, 1);
        Arbitrary<Step> ask = Arbitraries.of("", "", "", "no-cache", "max-age=5", "only-if-cached")
                .flatMap(directives ->
                        one.flatMap(instance -> one.map(key -> (Step) new Step.Ask(instance, key, directives))));
        Arbitrary<Step> pass = Arbitraries.of(1L, 300L, 1000L, 2000L, 4000L, 9999L, 16_000L, 50_000L, 400_000L)
                .map(Step.Pass::new);
        Arbitrary<Step> answer = Arbitraries.of(
                        "record", "record", "record", "short", "no-store", "none", "fails", "same")
                .flatMap(how -> Arbitraries.integers().between(0, 3).map(load -> (Step) new Step.Answer(load, how)));
        Arbitrary<Step> evict = one.flatMap(instance -> one.map(key -> (Step) new Step.Evict(instance, key)));
        Arbitrary<Step> away = Arbitraries.of(true, false).map(Step.Away::new);
        Arbitrary<Step> deaf =
                one.flatMap(instance -> Arbitraries.of(true, false).map(is -> (Step) new Step.Deaf(instance, is)));
        return Arbitraries.frequencyOf(
                        Tuple.of(8, ask),
                        Tuple.of(4, pass),
                        Tuple.of(6, answer),
                        Tuple.of(1, evict),
                        Tuple.of(troubles.get(0), away),
                        Tuple.of(1, deaf))
                .list()
                .ofMinSize(10)
                .ofMaxSize(80);
    }

    /** With a store that answers, what is served is exactly what the model holds. */
    @Property(tries = 1000)
    void serves_what_a_simple_cache_would_serve(@ForAll("peacefulSteps") List<Step> steps) {
        new World(true).run(steps);
    }

    /** With a store that comes and goes, all that was promised without it. */
    @Property(tries = 1000)
    void keeps_its_promises_while_the_store_comes_and_goes(@ForAll("steps") List<Step> steps) {
        new World(false).run(steps);
    }

    private record Load(Loader.Wanted wanted, Instant begunAt, CompletableFuture<LoadOutcome> outcome) {}

    private record Asked(CacheKey key, Instant at, RequestDirectives directives, CompletableFuture<Answer> answer) {}

    private record Remembered(int inARow, Instant until) {}

    private static final class World {

        private final boolean peaceful;
        private final FakeTime time = new FakeTime();
        private final MemoryStore store = new MemoryStore(time);
        private final List<NearCache> nears = List.of(store.near(), store.near());
        private final List<CacheEngine> engines = List.of(engine(0), engine(1));
        private final List<Load> loads = new ArrayList<>();
        private final List<Load> open = new ArrayList<>();
        private final List<Asked> waiting = new ArrayList<>();
        private final Map<String, Entry.Value> told = new HashMap<>();
        private int version;

        /** The model. */
        private final Map<CacheKey, Entry> entries = new HashMap<>();

        private final Map<CacheKey, Remembered> failures = new HashMap<>();
        private final Map<CacheKey, Instant> latestHit = new HashMap<>();

        World(boolean peaceful) {
            this.peaceful = peaceful;
        }

        private CacheEngine engine(int instance) {
            return new CacheEngine(
                    new CacheEngine.Parts(store, store, nears.get(instance), time, time, () -> 0L, CacheObserver.NONE),
                    "instance" + instance);
        }

        void run(List<Step> steps) {
            for (Step step : steps) {
                if (step instanceof Step.Ask ask) {
                    ask(ask);
                } else if (step instanceof Step.Pass pass) {
                    time.pass(Duration.ofMillis(pass.millis()));
                } else if (step instanceof Step.Answer answer && !open.isEmpty()) {
                    answer(open.remove(answer.load() % open.size()), answer.how());
                } else if (step instanceof Step.Evict evict) {
                    engines.get(evict.instance()).evict(new Selection.OfKey(KEYS.get(evict.key())));
                    if (!store.away) {
                        entries.remove(KEYS.get(evict.key()));
                        failures.remove(KEYS.get(evict.key()));
                        latestHit.remove(KEYS.get(evict.key()));
                    }
                } else if (step instanceof Step.Away away) {
                    store.away = away.away();
                } else if (step instanceof Step.Deaf deaf) {
                    NearCache near = nears.get(deaf.instance());
                    if (deaf.deaf()) {
                        near.lost();
                    } else {
                        near.connected();
                    }
                }
                checkWaiting();
                checkLoads();
            }
            time.pass(POLICY.hardTimeout());
            checkWaiting();
            assertThat(waiting).as("who still waits after the hard time-out").isEmpty();
        }

        private void ask(Step.Ask ask) {
            CacheKey key = KEYS.get(ask.key());
            RequestDirectives directives = RequestDirectives.parse(ask.directives());
            int before = loads.size();
            Entry expected = entry(key);
            Decision decision = POLICY.decide(expected, time.instant(), directives);

            CompletableFuture<Answer> answer = engines.get(ask.instance())
                    .get(List.of(key), POLICY, directives, this::load)
                    .thenApply(answers -> answers.get(0));

            if (directives.onlyIfCached()) {
                assertThat(loads).as("only-if-cached loads nothing").hasSize(before);
                assertThat(answer).isCompleted();
            }
            if (peaceful) {
                checkAgainstModel(expected, decision, answer);
            }
            waiting.add(new Asked(key, time.instant(), directives, answer));
        }

        private void checkAgainstModel(@Nullable Entry expected, Decision decision, CompletableFuture<Answer> answer) {
            if (decision instanceof Decision.Serve || decision instanceof Decision.ServeAndRefresh) {
                assertThat(answer).as("what is cached is served at once").isCompleted();
                if (expected instanceof Entry.Value value) {
                    assertThat(answer.join()).isInstanceOf(Answer.Found.class);
                    assertThat(((Answer.Found) answer.join()).entry()).isEqualTo(value);
                } else {
                    assertThat(answer.join()).isInstanceOf(Answer.Unknown.class);
                }
                assertThat(answer.join().status().isHit()).isTrue();
            } else if (answer.isDone()) {
                assertThat(answer.join().status().isHit() && answer.join() instanceof Answer.Found)
                        .as("a hit where nothing can be served")
                        .isFalse();
            }
        }

        private @Nullable Entry entry(CacheKey key) {
            Entry entry = entries.get(key);
            return entry == null
                            || !time.instant().isBefore(entry.loadedAt().plus(POLICY.keepFor(entry, entry.loadedAt())))
                    ? null
                    : entry;
        }

        private CompletionStage<List<LoadOutcome>> load(List<Loader.Wanted> keys) {
            CacheKey key = keys.get(0).key();
            Remembered failure = failures.get(key);
            if (peaceful && failure != null) {
                assertThat(time.instant())
                        .as("a key is left alone after a failure")
                        .isAfterOrEqualTo(failure.until());
            }
            Load load = new Load(keys.get(0), time.instant(), new CompletableFuture<>());
            loads.add(load);
            open.add(load);
            return load.outcome().thenApply(List::of);
        }

        private void answer(Load load, String how) {
            CacheKey key = load.wanted().key();
            LoadOutcome outcome = outcome(load, how);
            if (!store.away) {
                model(key, load, outcome);
            }
            load.outcome().complete(outcome);
        }

        private LoadOutcome outcome(Load load, String how) {
            Entry.Value existing = load.wanted().existing();
            switch (how) {
                case "record", "short", "no-store" -> {
                    Duration ttl = switch (how) {
                        case "short" -> Duration.ofSeconds(3);
                        case "no-store" -> Duration.ZERO;
                        default -> null;
                    };
                    String text = load.wanted().key().key() + ++version;
                    LoadOutcome.Loaded loaded = new LoadOutcome.Loaded(
                            Payload.utf8(text), "p", null, ttl, new Validators("\"" + text + "\"", null), null);
                    told.put(text, value(load, loaded));
                    return loaded;
                }
                case "same" -> {
                    if (existing == null) {
                        return new LoadOutcome.Failed(Failure.timeout(Duration.ofSeconds(1)));
                    }
                    LoadOutcome.NotModified same = new LoadOutcome.NotModified("p", null, existing.validators());
                    told.put(existing.record().text(), renewed(load, existing));
                    return same;
                }
                case "none" -> {
                    return new LoadOutcome.NoSuchKey("p");
                }
                default -> {
                    return new LoadOutcome.Failed(Failure.timeout(Duration.ofSeconds(1)));
                }
            }
        }

        private static Entry.Value value(Load load, LoadOutcome.Loaded loaded) {
            return new Entry.Value(
                    loaded.record(),
                    ContentId.of(load.wanted().key(), loaded.record()),
                    load.begunAt(),
                    POLICY.freshUntil(load.begunAt(), loaded.ttl(), 0),
                    "p",
                    loaded.validators());
        }

        private static Entry.Value renewed(Load load, Entry.Value existing) {
            return new Entry.Value(
                    existing.record(),
                    existing.contentId(),
                    load.begunAt(),
                    POLICY.freshUntil(load.begunAt(), null, 0),
                    "p",
                    existing.validators());
        }

        private void model(CacheKey key, Load load, LoadOutcome outcome) {
            Entry.Value existing = load.wanted().existing();
            if (outcome instanceof LoadOutcome.Loaded loaded) {
                if (loaded.ttl() == null || !loaded.ttl().isZero()) {
                    keep(key, value(load, loaded));
                }
            } else if (outcome instanceof LoadOutcome.NotModified && existing != null) {
                keep(key, renewed(load, existing));
            } else if (outcome instanceof LoadOutcome.NoSuchKey && !POLICY.servesOnError(existing, load.begunAt())) {
                keep(key, new Entry.Negative(load.begunAt(), load.begunAt().plus(POLICY.negativeTtl()), "p"));
            } else if (!load.wanted().abandoned().getAsBoolean()) {
                int inARow = failures.containsKey(key) ? failures.get(key).inARow() + 1 : 1;
                // Its length is for the policy's own tests; here it is the shortest that may be.
                failures.put(key, new Remembered(inARow, time.instant().plus(POLICY.failureBackoff())));
            }
        }

        private void keep(CacheKey key, Entry entry) {
            Entry there = entry(key);
            boolean expired = !time.instant().isBefore(entry.loadedAt().plus(POLICY.keepFor(entry, entry.loadedAt())));
            if (there == null || !there.loadedAt().isAfter(entry.loadedAt())) {
                if (expired) {
                    entries.remove(key);
                } else {
                    entries.put(key, entry);
                }
                failures.remove(key);
            }
        }

        private void checkWaiting() {
            for (Asked asked : List.copyOf(waiting)) {
                if (asked.answer().isDone()) {
                    waiting.remove(asked);
                    check(asked);
                } else {
                    assertThat(Duration.between(asked.at(), time.instant()))
                            .as("nobody waits longer than the hard time-out")
                            .isLessThan(POLICY.hardTimeout());
                }
            }
        }

        /** Whatever the store does: a record is one that a provider told, and is served in its time only. */
        private void check(Asked asked) {
            if (!(asked.answer().join() instanceof Answer.Found found)) {
                return;
            }
            Entry.Value entry = found.entry();
            assertThat(told).containsKey(entry.record().text());
            assertThat(entry.record().text()).startsWith(asked.key().key());
            Duration ttl = found.status().ttl();
            assertThat(ttl).isNotNull();
            boolean onError = "timeout".equals(found.status().detail())
                    || "provider-failed".equals(found.status().detail())
                    || "soft-timeout".equals(found.status().detail());
            if (ttl != null && ttl.isNegative()) {
                Duration allowed = onError ? POLICY.staleIfError() : POLICY.staleWhileRevalidate();
                assertThat(ttl.negated()).as("stale beyond what is allowed").isLessThan(allowed);
            }
            if (found.status().isHit()) {
                assertThat(asked.directives().accepts(found.age())).isTrue();
                if (peaceful) {
                    Instant latest = latestHit.getOrDefault(asked.key(), Instant.MIN);
                    assertThat(entry.loadedAt())
                            .as("hits never go back in time")
                            .isAfterOrEqualTo(latest);
                    latestHit.put(asked.key(), entry.loadedAt());
                }
            }
        }

        private void checkLoads() {
            for (CacheKey key : KEYS) {
                long waitedFor = open.stream()
                        .filter(load -> load.wanted().key().equals(key))
                        .filter(load -> !load.wanted().abandoned().getAsBoolean())
                        .count();
                assertThat(waitedFor).as("loads of one key at once").isLessThanOrEqualTo(peaceful ? 1 : 2);
            }
        }
    }
}
