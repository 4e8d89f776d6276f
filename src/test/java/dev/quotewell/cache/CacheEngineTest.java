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
import org.junit.jupiter.api.Test;

class CacheEngineTest {

    private static final CacheKey AAPL = new CacheKey("quote", "AAPL");
    private static final CacheKey MSFT = new CacheKey("quote", "MSFT");
    private static final Failure DOWN = new Failure(Failure.Kind.PROVIDER_FAILED, "finnhub: provider-fault", null);

    private final FakeTime time = new FakeTime();
    private final MemoryStore store = new MemoryStore(time);
    private final Provider provider = new Provider();
    private final CacheEngine engine = engine("one");

    private static final CachePolicy POLICY = new CachePolicy(
            Duration.ofSeconds(15),
            0,
            0.8,
            Duration.ofSeconds(45),
            Duration.ofHours(6),
            Duration.ofMinutes(10),
            Duration.ofMillis(400),
            Duration.ofSeconds(10),
            Duration.ofSeconds(2));

    /** Holds every load until the test says how it ends. */
    private static final class Provider implements Loader {

        private final Deque<CompletableFuture<LoadOutcome>> open = new ArrayDeque<>();
        private final List<CacheKey> calls = new ArrayList<>();

        @Override
        public CompletionStage<LoadOutcome> load(CacheKey key) {
            calls.add(key);
            CompletableFuture<LoadOutcome> loading = new CompletableFuture<>();
            open.add(loading);
            return loading;
        }

        void answers(String record) {
            open.remove().complete(new LoadOutcome.Loaded(Payload.utf8(record), "finnhub", null));
        }

        void fails() {
            open.remove().complete(new LoadOutcome.Failed(DOWN));
        }

        void knowsNoSuchKey() {
            open.remove().complete(new LoadOutcome.NoSuchKey("finnhub"));
        }
    }

    private CacheEngine engine(String instance) {
        CacheEngine.Parts parts = new CacheEngine.Parts(store, store, time, time, () -> 0L, CacheObserver.NONE);
        return new CacheEngine(parts, instance);
    }

    private CompletableFuture<Answer> ask(CacheEngine asked, CacheKey key) {
        return asked.get(List.of(key), POLICY, provider).thenApply(answers -> answers.get(0));
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

        CompletableFuture<List<Answer>> asked = engine.get(List.of(MSFT, AAPL, none), POLICY, provider);
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

        Answer answer = engine.get(List.of(AAPL), POLICY, broken).join().get(0);

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
}
