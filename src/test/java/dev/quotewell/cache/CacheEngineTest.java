package dev.quotewell.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotewell.json.Payload;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CacheEngineTest {

    private static final CacheKey AAPL = new CacheKey("quote", "AAPL");
    private static final CacheKey MSFT = new CacheKey("quote", "MSFT");
    private static final Failure DOWN = new Failure(Failure.Kind.PROVIDER_FAILED, "finnhub: provider-fault", null);

    private final FakeTime time = new FakeTime();
    private final MemoryStore store = new MemoryStore(time);
    private final Provider provider = new Provider();
    private final NearCache near = store.near();
    private final List<String> saved = new ArrayList<>();
    private final CacheObserver observer = new CacheObserver() {
        @Override
        public void answered(String dataset, Result result) {}

        @Override
        public void saved(String provider) {
            saved.add(provider);
        }

        @Override
        public void loaded(String dataset, String provider, String outcome, Duration took) {}

        @Override
        public void datumArrived(String dataset, Duration age) {}

        @Override
        public void refused(String dataset) {}
    };
    private final CacheEngine engine = engine("one", near);

    private static final CachePolicy POLICY = CachePolicy.builder()
            .ttl(Duration.ofSeconds(15))
            .eagerRefresh(0.8)
            .staleWhileRevalidate(Duration.ofSeconds(45))
            .staleIfError(Duration.ofHours(6))
            .negativeTtl(Duration.ofMinutes(10))
            .softTimeout(Duration.ofMillis(400))
            .hardTimeout(Duration.ofSeconds(10))
            .failureBackoff(Duration.ofSeconds(2))
            .failureBackoffMax(Duration.ofSeconds(8))
            .build();

    /** The same, with copies in the process. */
    private static final CachePolicy NEAR = CachePolicy.builder()
            .ttl(Duration.ofSeconds(15))
            .staleIfError(Duration.ofHours(6))
            .nearTtl(Duration.ofSeconds(5))
            .build();

    private static final Validators V1 = new Validators("\"v1\"", null);

    /** Holds every load until the test says how it ends. */
    private static final class Provider implements Loader {

        private final Deque<CompletableFuture<LoadOutcome>> open = new ArrayDeque<>();
        private final List<CacheKey> calls = new ArrayList<>();
        private final List<Wanted> wanted = new ArrayList<>();

        @Override
        public CompletionStage<List<LoadOutcome>> load(List<Wanted> keys) {
            calls.add(keys.get(0).key());
            wanted.add(keys.get(0));
            CompletableFuture<LoadOutcome> loading = new CompletableFuture<>();
            open.add(loading);
            return loading.thenApply(List::of);
        }

        void answers(String record) {
            open.remove().complete(new LoadOutcome.Loaded(Payload.utf8(record), "finnhub", null));
        }

        void answers(String record, @Nullable Duration ttl, Validators validators) {
            open.remove()
                    .complete(new LoadOutcome.Loaded(Payload.utf8(record), "finnhub", null, ttl, validators, null));
        }

        void hasNothingNew() {
            open.remove().complete(new LoadOutcome.NotModified("finnhub", null, V1));
        }

        void fails() {
            open.remove().complete(new LoadOutcome.Failed(DOWN));
        }

        void knowsNoSuchKey() {
            open.remove().complete(new LoadOutcome.NoSuchKey("finnhub"));
        }
    }

    private CacheEngine engine(String instance) {
        return engine(instance, store.near());
    }

    private CacheEngine engine(String instance, NearCache near) {
        CacheEngine.Parts parts = new CacheEngine.Parts(store, store, near, time, time, () -> 0L, observer);
        return new CacheEngine(parts, instance);
    }

    private CompletableFuture<Answer> ask(CacheEngine asked, CacheKey key, CachePolicy policy, String directives) {
        return asked.get(List.of(key), policy, RequestDirectives.parse(directives), provider)
                .thenApply(answers -> answers.get(0));
    }

    private CompletableFuture<Answer> ask(CacheEngine asked, CacheKey key) {
        return ask(asked, key, POLICY, "");
    }

    private CompletableFuture<Answer> ask(CachePolicy policy) {
        return ask(engine, AAPL, policy, "");
    }

    private CompletableFuture<Answer> askWith(String directives) {
        return ask(engine, AAPL, POLICY, directives);
    }

    private CompletableFuture<Answer> ask() {
        return ask(engine, AAPL);
    }

    private void storeOne(String record) {
        CompletableFuture<Answer> asked = ask();
        provider.answers(record);
        assertThat(asked).isCompleted();
        provider.calls.clear();
    }

    private static String record(CompletableFuture<Answer> answer) {
        assertThat(answer).isCompleted();
        assertThat(answer.join()).isInstanceOf(Answer.Found.class);
        return ((Answer.Found) answer.join()).entry().record().text();
    }

    private static String status(CompletableFuture<Answer> answer) {
        return answer.join().status().header();
    }

    @Test
    void loads_a_missing_key_and_stores_it() {
        CompletableFuture<Answer> asked = ask();
        provider.answers("{\"price\":1.10}");

        assertThat(record(asked)).isEqualTo("{\"price\":1.10}");
        assertThat(status(asked)).isEqualTo("quotewell; fwd=miss; stored; ttl=15");
        assertThat(store.entry(AAPL)).isNotNull();
        assertThat(store.events).hasSize(1);
    }

    @Test
    void serves_a_fresh_entry_without_a_load() {
        storeOne("{}");
        time.pass(Duration.ofMillis(11_999));

        CompletableFuture<Answer> asked = ask();

        assertThat(record(asked)).isEqualTo("{}");
        assertThat(status(asked)).isEqualTo("quotewell; hit; ttl=3");
        assertThat(((Answer.Found) asked.join()).age()).isEqualTo(Duration.ofMillis(11_999));
        assertThat(provider.calls).isEmpty();
    }

    @Test
    void a_key_in_use_is_refreshed_before_it_turns_stale() {
        storeOne("1");
        time.pass(Duration.ofSeconds(12));

        CompletableFuture<Answer> first = ask();
        ask();

        assertThat(record(first)).isEqualTo("1");
        assertThat(status(first)).isEqualTo("quotewell; hit; ttl=3");
        assertThat(provider.calls).hasSize(1);
        provider.answers("2");
        assertThat(record(ask())).isEqualTo("2");
    }

    @Test
    void a_slow_load_is_not_waited_for_when_a_stale_record_is_there_and_is_stored_all_the_same() {
        storeOne("1");
        time.pass(Duration.ofMinutes(5));

        CompletableFuture<Answer> asked = ask();
        time.pass(Duration.ofMillis(399));
        assertThat(asked).isNotDone();
        time.pass(Duration.ofMillis(1));

        assertThat(record(asked)).isEqualTo("1");
        assertThat(status(asked)).isEqualTo("quotewell; fwd=stale; ttl=-286; detail=soft-timeout");
        provider.answers("2");
        assertThat(record(ask())).isEqualTo("2");
    }

    @Test
    void serves_stale_at_once_while_one_load_runs_behind() {
        storeOne("1");
        time.pass(Duration.ofSeconds(20));

        CompletableFuture<Answer> first = ask();
        CompletableFuture<Answer> second = ask();

        assertThat(record(first)).isEqualTo("1");
        assertThat(record(second)).isEqualTo("1");
        assertThat(status(second)).isEqualTo("quotewell; hit; ttl=-5; detail=stale-while-revalidate");
        assertThat(provider.calls).hasSize(1);
        provider.answers("2");
        assertThat(record(ask())).isEqualTo("2");
    }

    @Test
    void every_answer_from_the_cache_saves_a_call_of_the_provider_whose_record_it_is() {
        storeOne("1");
        ask();
        time.pass(Duration.ofSeconds(20));
        ask();

        assertThat(saved).containsExactly("finnhub", "finnhub");
    }

    @Test
    void an_answer_of_the_near_cache_saves_a_call_too() {
        CompletableFuture<Answer> asked = ask(NEAR);
        provider.answers("1");
        assertThat(asked).isCompleted();

        assertThat(ask(NEAR)).isCompleted();

        assertThat(provider.calls).hasSize(1);
        assertThat(saved).containsExactly("finnhub");
    }

    @Test
    void an_answer_that_a_load_was_tried_for_saves_no_call() {
        storeOne("1");
        time.pass(Duration.ofMinutes(5));

        CompletableFuture<Answer> asked = ask();
        provider.fails();

        assertThat(record(asked)).isEqualTo("1");
        assertThat(saved).isEmpty();
    }

    @Test
    void waits_for_the_load_once_the_time_to_serve_stale_is_over() {
        storeOne("1");
        time.pass(Duration.ofSeconds(60));

        CompletableFuture<Answer> asked = ask();
        assertThat(asked).isNotDone();
        provider.answers("2");

        assertThat(record(asked)).isEqualTo("2");
        assertThat(status(asked)).isEqualTo("quotewell; fwd=stale; stored; ttl=15");
    }

    @Test
    void all_callers_of_one_process_share_one_load() {
        List<CompletableFuture<Answer>> all = new ArrayList<>();
        for (int caller = 0; caller < 1000; caller++) {
            all.add(ask());
        }
        provider.answers("1");

        assertThat(provider.calls).hasSize(1);
        assertThat(all).allSatisfy(asked -> assertThat(record(asked)).isEqualTo("1"));
        assertThat(status(all.get(0))).isEqualTo("quotewell; fwd=miss; stored; ttl=15");
        assertThat(status(all.get(999))).isEqualTo("quotewell; fwd=miss; collapsed; ttl=15");
    }

    @Test
    void who_asks_upon_an_answer_does_not_share_the_load_that_brought_it() {
        CompletableFuture<Answer> again = ask().thenCompose(answer -> askWith("no-cache"));

        provider.answers("1");
        assertThat(provider.calls).hasSize(2);
        provider.answers("2");

        assertThat(record(again)).isEqualTo("2");
        assertThat(status(again)).doesNotContain("collapsed");
    }

    @Test
    void callers_of_two_processes_share_one_load() {
        CompletableFuture<Answer> here = ask();
        CompletableFuture<Answer> there = ask(engine("two"), AAPL);
        assertThat(provider.calls).hasSize(1);

        provider.answers("1");

        assertThat(record(here)).isEqualTo("1");
        assertThat(record(there)).isEqualTo("1");
        assertThat(status(there)).isEqualTo("quotewell; fwd=miss; collapsed; ttl=15");
    }

    @Test
    void takes_over_when_the_owner_dies() {
        store.lend(AAPL, "a process that was killed", Flight.LEASE);

        CompletableFuture<Answer> asked = ask();
        assertThat(provider.calls).isEmpty();
        time.pass(Flight.LEASE);
        provider.answers("1");

        assertThat(record(asked)).isEqualTo("1");
    }

    @Test
    void a_slow_owner_keeps_its_lease() {
        CompletableFuture<Answer> here = ask();
        CompletableFuture<Answer> there = ask(engine("two"), AAPL);

        time.pass(Duration.ofSeconds(9));
        assertThat(provider.calls).hasSize(1);
        provider.answers("1");

        assertThat(record(here)).isEqualTo("1");
        assertThat(record(there)).isEqualTo("1");
    }

    @Test
    void nobody_waits_longer_than_the_hard_time_out() {
        CompletableFuture<Answer> here = ask();
        CompletableFuture<Answer> there = ask(engine("two"), AAPL);

        time.pass(Duration.ofSeconds(10));

        assertThat(here.join()).isInstanceOf(Answer.Failed.class);
        assertThat(((Answer.Failed) there.join()).failure().kind()).isEqualTo(Failure.Kind.TIMEOUT);
        assertThat(status(here)).isEqualTo("quotewell; fwd=miss; detail=timeout");
    }

    @Test
    void an_answer_that_comes_too_late_is_still_stored() {
        CompletableFuture<Answer> asked = ask();
        time.pass(Duration.ofSeconds(11));
        provider.answers("late");

        assertThat(asked.join()).isInstanceOf(Answer.Failed.class);
        assertThat(record(ask())).isEqualTo("late");
    }

    @Test
    void an_owner_that_comes_back_late_never_overwrites_a_newer_entry() {
        ask();
        time.pass(Duration.ofSeconds(14));
        CompletableFuture<Answer> again = ask();
        assertThat(provider.calls).hasSize(2);

        CompletableFuture<LoadOutcome> late = provider.open.remove();
        provider.answers("new");
        late.complete(new LoadOutcome.Loaded(Payload.utf8("old"), "finnhub", null));

        assertThat(record(again)).isEqualTo("new");
        assertThat(record(ask())).isEqualTo("new");
        assertThat(store.events).hasSize(1);
    }

    @Test
    void serves_the_stale_entry_when_the_load_fails() {
        storeOne("1");
        time.pass(Duration.ofHours(1));

        CompletableFuture<Answer> asked = ask();
        provider.fails();

        assertThat(record(asked)).isEqualTo("1");
        assertThat(status(asked)).isEqualTo("quotewell; fwd=stale; ttl=-3585; detail=provider-failed");
    }

    @Test
    void fails_when_nothing_is_there_to_serve() {
        CompletableFuture<Answer> asked = ask();
        provider.fails();

        assertThat(((Answer.Failed) asked.join()).failure()).isEqualTo(DOWN);
    }

    @Test
    void a_stale_entry_has_an_end() {
        storeOne("1");
        time.pass(POLICY.ttl().plus(POLICY.staleIfError()));

        CompletableFuture<Answer> asked = ask();
        provider.fails();

        assertThat(asked.join()).isInstanceOf(Answer.Failed.class);
    }

    @Test
    void after_a_failure_the_key_is_left_alone_for_a_while_on_all_instances() {
        ask();
        provider.fails();

        time.pass(Duration.ofMillis(1999));
        assertThat(ask().join()).isInstanceOf(Answer.Failed.class);
        assertThat(ask(engine("two"), AAPL).join()).isInstanceOf(Answer.Failed.class);
        assertThat(provider.calls).hasSize(1);

        time.pass(Duration.ofMillis(1));
        ask();
        assertThat(provider.calls).hasSize(2);
    }

    @Test
    void waiters_of_another_process_learn_of_a_failure_without_trying_themselves() {
        ask();
        CompletableFuture<Answer> there = ask(engine("two"), AAPL);

        provider.fails();

        assertThat(there.join()).isInstanceOf(Answer.Failed.class);
        assertThat(provider.calls).hasSize(1);
    }

    @Test
    void remembers_that_there_is_no_such_key() {
        CompletableFuture<Answer> asked = ask();
        provider.knowsNoSuchKey();
        assertThat(asked.join()).isInstanceOf(Answer.Unknown.class);

        time.pass(Duration.ofSeconds(599));
        assertThat(ask().join()).isInstanceOf(Answer.Unknown.class);
        assertThat(provider.calls).hasSize(1);
        assertThat(store.events).isEmpty();

        time.pass(Duration.ofSeconds(1));
        ask();
        assertThat(provider.calls).hasSize(2);
    }

    @Test
    void a_bad_answer_never_replaces_a_good_entry() {
        storeOne("1");
        time.pass(Duration.ofMinutes(5));

        CompletableFuture<Answer> asked = ask();
        provider.knowsNoSuchKey();

        assertThat(record(asked)).isEqualTo("1");
        assertThat(store.entry(AAPL)).isInstanceOf(Entry.Value.class);
    }

    @Test
    void without_the_store_callers_share_a_direct_load() {
        store.away = true;

        CompletableFuture<Answer> first = ask();
        CompletableFuture<Answer> second = ask();
        provider.answers("1");

        assertThat(provider.calls).hasSize(1);
        assertThat(record(first)).isEqualTo("1");
        assertThat(record(second)).isEqualTo("1");
        assertThat(status(first)).isEqualTo("quotewell; fwd=miss; ttl=15");
    }

    @Test
    void judges_every_key_alone_and_keeps_the_order() {
        storeOne("1");
        CacheKey none = new CacheKey("quote", "NOSUCH");

        CompletableFuture<List<Answer>> asked =
                engine.get(List.of(MSFT, AAPL, none), POLICY, RequestDirectives.NONE, provider);
        provider.answers("2");
        provider.knowsNoSuchKey();

        assertThat(asked.join()).hasSize(3);
        assertThat(asked.join().get(0).status().isHit()).isFalse();
        assertThat(asked.join().get(1).status().isHit()).isTrue();
        assertThat(asked.join().get(2)).isInstanceOf(Answer.Unknown.class);
    }

    @Test
    void a_loader_that_throws_fails_its_callers_and_nobody_else() {
        Loader broken = key -> {
            throw new IllegalStateException("no route");
        };

        Answer answer = engine.get(List.of(AAPL), POLICY, RequestDirectives.NONE, broken)
                .join()
                .get(0);

        assertThat(answer).isInstanceOf(Answer.Failed.class);
        time.pass(POLICY.failureBackoff());
        assertThat(ask()).isNotDone();
    }

    @Test
    void the_same_content_has_the_same_id() {
        storeOne("1");
        Entry.Value first = (Entry.Value) store.events.get(0);
        time.pass(Duration.ofHours(8));
        storeOne("1");

        assertThat(((Entry.Value) store.events.get(1)).contentId()).isEqualTo(first.contentId());
        assertThat(ContentId.of(MSFT, Payload.utf8("1"))).isNotEqualTo(first.contentId());
    }

    @Test
    void a_key_that_keeps_failing_is_left_alone_longer_each_time_up_to_a_cap() {
        for (int seconds : new int[] {2, 4, 8, 8}) {
            ask();
            provider.fails();
            provider.calls.clear();

            time.pass(Duration.ofSeconds(seconds).minusMillis(1));
            ask(engine("two"), AAPL);
            assertThat(provider.calls).isEmpty();
            time.pass(Duration.ofMillis(1));
        }
        ask();
        provider.answers("1");
        time.pass(Duration.ofHours(7));
        ask();
        provider.fails();

        time.pass(Duration.ofSeconds(2));
        provider.calls.clear();
        ask();
        assertThat(provider.calls).hasSize(1);
    }

    @Test
    void without_the_store_a_failure_is_remembered_in_the_process() {
        store.away = true;
        ask();
        provider.fails();

        time.pass(Duration.ofMillis(1999));
        assertThat(ask().join()).isInstanceOf(Answer.Failed.class);
        assertThat(provider.calls).hasSize(1);

        time.pass(Duration.ofMillis(1));
        ask();
        assertThat(provider.calls).hasSize(2);
    }

    @Test
    void a_provider_that_is_wrong_about_a_key_while_the_store_is_away_leaves_the_known_record_alone() {
        storeOne("1");
        time.pass(Duration.ofMinutes(5));
        CompletableFuture<Answer> asked = ask();
        store.away = true;
        provider.knowsNoSuchKey();

        assertThat(record(asked)).isEqualTo("1");
        store.away = false;
        assertThat(store.entry(AAPL)).isInstanceOf(Entry.Value.class);
    }

    @Test
    void a_load_tells_how_long_its_record_is_fresh() {
        ask();
        provider.answers("1", Duration.ofHours(1), Validators.NONE);

        time.pass(Duration.ofSeconds(2000));

        assertThat(status(ask())).isEqualTo("quotewell; hit; ttl=1600");
    }

    @Test
    void what_must_not_be_kept_is_answered_and_not_stored() {
        CompletableFuture<Answer> asked = ask();
        provider.answers("1", Duration.ZERO, Validators.NONE);

        assertThat(record(asked)).isEqualTo("1");
        assertThat(status(asked)).isEqualTo("quotewell; fwd=miss; ttl=0");
        assertThat(store.entry(AAPL)).isNull();
        assertThat(ask()).isNotDone();
    }

    @Test
    void a_record_beyond_the_largest_is_answered_and_not_stored() {
        CachePolicy small = CachePolicy.builder().largestEntryBytes(3).build();

        CompletableFuture<Answer> large = ask(small);
        provider.answers("1234");
        assertThat(record(large)).isEqualTo("1234");
        assertThat(store.entry(AAPL)).isNull();

        ask(small);
        provider.answers("123");
        assertThat(store.entry(AAPL)).isNotNull();
    }

    @Test
    void a_record_that_still_holds_is_renewed_without_a_body_and_without_an_event() {
        ask();
        provider.answers("1", null, V1);
        time.pass(Duration.ofMinutes(5));

        CompletableFuture<Answer> asked = ask();
        assertThat(provider.wanted.get(1).existing())
                .isNotNull()
                .extracting(Entry.Value::validators)
                .isEqualTo(V1);
        provider.hasNothingNew();

        assertThat(record(asked)).isEqualTo("1");
        assertThat(status(asked)).isEqualTo("quotewell; fwd=stale; stored; ttl=15");
        assertThat(status(ask())).isEqualTo("quotewell; hit; ttl=15");
        assertThat(store.events).hasSize(1);
    }

    @Test
    void no_cache_loads_although_a_fresh_record_is_there_and_shares_the_load() {
        storeOne("1");
        time.pass(Duration.ofSeconds(1));

        CompletableFuture<Answer> first = askWith("no-cache");
        CompletableFuture<Answer> second = askWith("no-cache");
        assertThat(first).isNotDone();
        provider.answers("2");

        assertThat(record(first)).isEqualTo("2");
        assertThat(record(second)).isEqualTo("2");
        assertThat(status(first)).isEqualTo("quotewell; fwd=request; stored; ttl=15");
        assertThat(provider.calls).hasSize(1);
    }

    @Test
    void no_cache_takes_what_another_instance_loads_meanwhile_and_nothing_older() {
        storeOne("1");
        time.pass(Duration.ofSeconds(1));
        CompletableFuture<Answer> there = ask(engine("two"), AAPL, POLICY, "no-cache");

        CompletableFuture<Answer> here = askWith("no-cache");
        assertThat(provider.calls).hasSize(1);
        provider.answers("2");

        assertThat(record(there)).isEqualTo("2");
        assertThat(record(here)).isEqualTo("2");
        assertThat(provider.calls).hasSize(1);
    }

    @Test
    void max_age_loads_what_is_older() {
        storeOne("1");
        time.pass(Duration.ofSeconds(6));

        assertThat(status(askWith("max-age=6"))).isEqualTo("quotewell; hit; ttl=9");
        CompletableFuture<Answer> asked = askWith("max-age=5");
        assertThat(asked).isNotDone();
        provider.answers("2");

        assertThat(status(asked)).isEqualTo("quotewell; fwd=request; stored; ttl=15");
    }

    @Test
    void only_if_cached_never_loads() {
        CompletableFuture<Answer> cold = askWith("only-if-cached");
        assertThat(((Answer.Failed) cold.join()).failure().kind()).isEqualTo(Failure.Kind.NOT_CACHED);
        assertThat(status(cold)).isEqualTo("quotewell; fwd=miss; detail=not-cached");
        storeOne("1");
        time.pass(Duration.ofSeconds(20));

        assertThat(status(askWith("only-if-cached")))
                .isEqualTo("quotewell; hit; ttl=-5; detail=stale-while-revalidate");
        assertThat(provider.calls).isEmpty();
    }

    private void storeNear(String record) {
        ask(NEAR);
        provider.answers(record);
        // The first hit reads the store, and leaves a copy.
        assertThat(record(ask(NEAR))).isEqualTo(record);
        provider.calls.clear();
    }

    @Test
    void a_copy_is_served_without_asking_the_store() {
        storeNear("1");
        int reads = store.reads;
        time.pass(Duration.ofMillis(4999));

        assertThat(record(ask(NEAR))).isEqualTo("1");
        assertThat(status(ask(NEAR))).isEqualTo("quotewell; hit; ttl=10");
        assertThat(store.reads).isEqualTo(reads);
    }

    @Test
    void a_copy_is_never_older_than_its_near_ttl() {
        storeNear("1");
        int reads = store.reads;
        time.pass(Duration.ofSeconds(5));

        assertThat(record(ask(NEAR))).isEqualTo("1");
        assertThat(store.reads).isEqualTo(reads + 1);
    }

    @Test
    void a_copy_is_dropped_as_soon_as_the_entry_changes_anywhere() {
        storeNear("1");
        ask(engine("two"), AAPL, NEAR, "no-cache");
        provider.answers("2");

        assertThat(record(ask(NEAR))).isEqualTo("2");
    }

    @Test
    void no_copy_is_trusted_while_changes_may_be_missed_nor_after() {
        storeNear("1");
        near.lost();
        int reads = store.reads;
        ask(NEAR);
        ask(NEAR);
        assertThat(store.reads).isEqualTo(reads + 2);

        near.connected();
        ask(NEAR);
        assertThat(store.reads).isEqualTo(reads + 3);
        ask(NEAR);
        assertThat(store.reads).isEqualTo(reads + 3);
    }

    @Test
    void what_was_read_before_a_change_was_heard_leaves_no_copy() {
        storeNear("1");
        time.pass(Duration.ofSeconds(5));
        store.duringRead = () -> near.changed(AAPL);
        ask(NEAR);
        store.duringRead = () -> {};
        int reads = store.reads;

        ask(NEAR);

        assertThat(store.reads).isEqualTo(reads + 1);
    }

    @Test
    void without_the_store_a_copy_stands_in_for_as_long_as_its_entry_is_good() {
        storeNear("1");
        store.away = true;
        near.lost();

        time.pass(Duration.ofSeconds(10));
        assertThat(status(ask(NEAR))).isEqualTo("quotewell; hit; ttl=5");
        assertThat(provider.calls).isEmpty();

        time.pass(Duration.ofSeconds(10));
        CompletableFuture<Answer> asked = ask(NEAR);
        provider.fails();
        assertThat(status(asked)).isEqualTo("quotewell; fwd=stale; ttl=-5; detail=provider-failed");
    }

    @Test
    void what_the_store_could_not_take_is_served_from_a_copy_until_the_store_has_something_newer() {
        store.away = true;
        ask(NEAR);
        provider.answers("1");
        assertThat(status(ask(NEAR))).isEqualTo("quotewell; hit; ttl=15");

        store.away = false;
        assertThat(record(ask(NEAR))).isEqualTo("1");
        time.pass(Duration.ofSeconds(1));
        ask(engine("two"), AAPL, POLICY, "no-cache");
        provider.answers("2");

        assertThat(record(ask(NEAR))).isEqualTo("2");
        assertThat(provider.calls).hasSize(2);
    }

    @Test
    void an_evicted_entry_is_gone_also_from_the_copies() {
        storeNear("1");

        assertThat(engine.evict(new Selection.OfTag("quote", Tag.parse("symbol:AAPL")))
                        .toCompletableFuture())
                .isCompletedWithValue(1L);

        assertThat(ask(NEAR)).isNotDone();
    }

    @Test
    void copies_are_bounded_by_bytes() {
        NearCache near = new NearCache(10_000);
        for (int i = 0; i < 1000; i++) {
            near.keepUnstored(
                    new CacheKey("quote", "S" + i),
                    new Entry.Negative(time.instant(), time.instant(), "x"),
                    time.instant());
        }

        assertThat(near.bytes()).isPositive().isLessThanOrEqualTo(10_000);
    }

    @Test
    void missing_keys_are_loaded_in_batches_and_each_is_judged_alone() {
        List<List<String>> batches = new ArrayList<>();
        Loader three = new Loader() {
            @Override
            public CompletionStage<List<LoadOutcome>> load(List<Wanted> keys) {
                batches.add(keys.stream().map(wanted -> wanted.key().key()).toList());
                List<LoadOutcome> outcomes = new ArrayList<>();
                for (Wanted wanted : keys) {
                    outcomes.add(
                            wanted.key().key().equals("NOSUCH")
                                    ? new LoadOutcome.NoSuchKey("finnhub")
                                    : new LoadOutcome.Loaded(
                                            Payload.utf8(wanted.key().key()), "finnhub", null));
                }
                return CompletableFuture.completedFuture(outcomes);
            }

            @Override
            public int batchSize() {
                return 3;
            }
        };
        storeOne("AAPL");
        store.lend(new CacheKey("quote", "D"), "another instance", Flight.LEASE);
        List<CacheKey> keys = List.of("A", "B", "AAPL", "NOSUCH", "D", "E", "A").stream()
                .map(key -> new CacheKey("quote", key))
                .toList();

        CompletableFuture<List<Answer>> asked = engine.get(keys, POLICY, RequestDirectives.NONE, three);
        assertThat(batches).containsExactly(List.of("A", "B", "NOSUCH"), List.of("E"));
        time.pass(Flight.LEASE);

        assertThat(batches.get(2)).containsExactly("D");
        assertThat(asked.join().stream().map(Answer::status).map(CacheStatus::header))
                .containsExactly(
                        "quotewell; fwd=miss; stored; ttl=15",
                        "quotewell; fwd=miss; stored; ttl=15",
                        "quotewell; hit; ttl=15",
                        "quotewell; fwd=miss; stored; ttl=600",
                        "quotewell; fwd=miss; stored; ttl=15",
                        "quotewell; fwd=miss; stored; ttl=15",
                        "quotewell; fwd=miss; collapsed; ttl=15");
        assertThat(asked.join().get(3)).isInstanceOf(Answer.Unknown.class);
    }

    @Test
    void a_batch_that_fails_fails_each_of_its_keys() {
        Loader broken = new Loader() {
            @Override
            public CompletionStage<List<LoadOutcome>> load(List<Wanted> keys) {
                return CompletableFuture.failedFuture(new IllegalStateException("no route"));
            }

            @Override
            public int batchSize() {
                return 100;
            }
        };

        List<Answer> answers = engine.get(List.of(AAPL, MSFT), POLICY, RequestDirectives.NONE, broken)
                .join();

        assertThat(answers).hasOnlyElementsOfType(Answer.Failed.class).hasSize(2);
    }

    @Test
    void who_waits_for_a_load_in_the_line_no_longer_wants_it_after_the_hard_time_out() {
        ask();
        assertThat(provider.wanted.get(0).abandoned().getAsBoolean()).isFalse();

        time.pass(POLICY.hardTimeout());

        assertThat(provider.wanted.get(0).abandoned().getAsBoolean()).isTrue();
    }
}
