package dev.quotewell.cached;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quotewell.redis.EmbeddedRedis;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The cache for Java callers on a real Redis; two of them are two processes to it. */
class CachedCallsIT {

    record Rate(String pair, BigDecimal value) {}

    interface Rates {
        @Cached(dataset = "rates", expiration = 3600)
        Rate rate(String from, String to) throws IOException;

        @Cached(dataset = "standing", expiration = 60, staleIfError = 600)
        Rate standing(String pair) throws IOException;

        @Cached(dataset = "known", expiration = 60, negativeTtl = 30)
        Optional<Rate> known(String pair);

        @Cached(dataset = "all", expiration = 60)
        List<Rate> all();

        Rate uncached(String pair);
    }

    private static EmbeddedRedis server;
    private static RedisClient client;
    private static RedisCommands<String, String> redis;

    private final AtomicInteger calls = new AtomicInteger();
    private final CountDownLatch begun = new CountDownLatch(1);
    private volatile @Nullable CountDownLatch hold;
    private volatile @Nullable IOException failure;
    private volatile Instant now = Instant.parse("2026-01-02T15:00:00Z");
    private CachedCalls one;
    private CachedCalls two;

    @BeforeAll
    static void startRedis(@TempDir Path directory) {
        server = EmbeddedRedis.start(directory.resolve("redis"));
        client = RedisClient.create(RedisURI.create(server.uri()));
        redis = client.connect().sync();
    }

    @AfterAll
    static void stopRedis() {
        client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
        server.close();
    }

    @BeforeEach
    void open() {
        redis.flushall();
        one = CachedCalls.at(server.uri().toString(), () -> now);
        two = CachedCalls.at(server.uri().toString(), () -> now);
    }

    @AfterEach
    void close() {
        one.close();
        two.close();
    }

    /** The slow and dear original. */
    private final Rates original = new Rates() {

        private Rate found(String pair) throws IOException {
            int call = calls.incrementAndGet();
            begun.countDown();
            CountDownLatch held = hold;
            try {
                if (held != null && !held.await(30, TimeUnit.SECONDS)) {
                    throw new IOException("Nobody let go");
                }
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            IOException broken = failure;
            if (broken != null) {
                throw broken;
            }
            return new Rate(pair, new BigDecimal("1.10").add(BigDecimal.valueOf(call)));
        }

        @Override
        public Rate rate(String from, String to) throws IOException {
            return found(from + to);
        }

        @Override
        public Rate standing(String pair) throws IOException {
            return found(pair);
        }

        @Override
        public Optional<Rate> known(String pair) {
            calls.incrementAndGet();
            return Optional.empty();
        }

        @Override
        public List<Rate> all() {
            calls.incrementAndGet();
            return List.of(new Rate("EURUSD", new BigDecimal("1.10")));
        }

        @Override
        public Rate uncached(String pair) {
            calls.incrementAndGet();
            return new Rate(pair, BigDecimal.ONE);
        }
    };

    private static String entry(String dataset) {
        return redis.keys("qw:call:" + dataset + ":*").stream()
                .filter(name -> !name.endsWith(":lease"))
                .findFirst()
                .orElse("none");
    }

    @Test
    void two_hundred_callers_of_two_processes_cost_one_call() throws Exception {
        CountDownLatch letGo = new CountDownLatch(1);
        hold = letGo;
        Rates first = one.proxy(Rates.class, original);
        Rates second = two.proxy(Rates.class, original);
        ExecutorService callers = Executors.newCachedThreadPool();
        try {
            List<Future<Rate>> answers = new ArrayList<>();
            CountDownLatch asked = new CountDownLatch(200);
            for (int i = 0; i < 200; i++) {
                Rates rates = i % 2 == 0 ? first : second;
                answers.add(callers.submit(() -> {
                    asked.countDown();
                    return rates.rate("EUR", "USD");
                }));
            }
            assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
            letGo.countDown();

            for (Future<Rate> answer : answers) {
                assertThat(answer.get(30, TimeUnit.SECONDS)).isEqualTo(new Rate("EURUSD", new BigDecimal("2.10")));
            }
        } finally {
            callers.shutdownNow();
        }

        assertThat(calls).hasValue(1);
        assertThat(redis.keys("qw:call:outbox*")).isEmpty();
    }

    @Test
    void a_result_is_kept_for_its_expiration_and_no_longer() throws IOException {
        Rates rates = one.proxy(Rates.class, original);

        Rate first = rates.rate("EUR", "USD");
        now = now.plusSeconds(3599);
        Rate second = rates.rate("EUR", "USD");
        assertThat(rates.rate("USD", "EUR").pair()).isEqualTo("USDEUR");
        now = now.plusSeconds(1);
        Rate third = rates.rate("EUR", "USD");

        assertThat(second).isEqualTo(first).isNotSameAs(first);
        assertThat(third).isNotEqualTo(first);
        assertThat(redis.pttl(entry("rates"))).isBetween(3_500_000L, 3_600_000L);
    }

    @Test
    void an_exception_goes_through_as_it_is_and_is_not_kept() throws IOException {
        Rates rates = one.proxy(Rates.class, original);
        IOException broken = new IOException("The rates are away");
        failure = broken;

        assertThatThrownBy(() -> rates.rate("EUR", "USD")).isSameAs(broken);
        assertThatThrownBy(() -> rates.rate("EUR", "USD")).isSameAs(broken);
        failure = null;

        assertThat(rates.rate("EUR", "USD").pair()).isEqualTo("EURUSD");
        assertThat(calls).hasValue(3);
    }

    @Test
    void an_old_result_stands_in_when_the_method_throws() throws IOException {
        Rates rates = one.proxy(Rates.class, original);
        Rate old = rates.standing("EURUSD");
        failure = new IOException("The rates are away");

        now = now.plusSeconds(659);
        assertThat(two.proxy(Rates.class, original).standing("EURUSD")).isEqualTo(old);
        now = now.plusSeconds(1);
        assertThatThrownBy(() -> rates.standing("EURUSD")).isSameAs(failure);
    }

    @Test
    void nothing_is_remembered_for_the_negative_ttl_alone() {
        Rates rates = one.proxy(Rates.class, original);

        assertThat(rates.known("NOSUCH")).isEmpty();
        assertThat(rates.known("NOSUCH")).isEmpty();
        assertThat(calls).hasValue(1);
        now = now.plusSeconds(30);
        assertThat(rates.known("NOSUCH")).isEmpty();
        assertThat(calls).hasValue(2);
    }

    @Test
    void lists_keep_the_types_of_their_members_and_other_methods_go_straight_through() {
        Rates rates = one.proxy(Rates.class, original);

        assertThat(rates.all()).isEqualTo(rates.all()).containsExactly(new Rate("EURUSD", new BigDecimal("1.10")));
        assertThat(calls).hasValue(1);
        rates.uncached("X");
        rates.uncached("X");
        assertThat(calls).hasValue(3);
        Rates same = rates;
        assertThat(same.equals(rates)).isTrue();
        assertThat(rates).isNotEqualTo(original).hasToString(original.toString());
    }

    @Test
    void what_was_kept_before_the_type_changed_is_called_for_anew() {
        Rates rates = one.proxy(Rates.class, original);
        rates.all();
        String name = entry("all");
        redis.set(name, redis.get(name).replaceFirst("\"record\":.*", "\"record\":{\"was\":\"another\"}}"));

        assertThat(rates.all()).containsExactly(new Rate("EURUSD", new BigDecimal("1.10")));
        assertThat(calls).hasValue(2);
        rates.all();
        assertThat(calls).hasValue(2);
    }

    @Test
    void all_results_of_a_dataset_are_forgotten_everywhere() throws IOException {
        Rates rates = one.proxy(Rates.class, original);
        rates.rate("EUR", "USD");
        rates.rate("EUR", "BRL");
        rates.all();

        assertThat(two.evict("rates")).isEqualTo(2);

        rates.rate("EUR", "USD");
        rates.all();
        assertThat(calls).hasValue(4);
    }

    @Test
    void without_redis_the_method_is_called_directly(@TempDir Path directory) throws IOException {
        EmbeddedRedis away = EmbeddedRedis.start(directory.resolve("redis"));
        try (CachedCalls alone = CachedCalls.at(away.uri().toString())) {
            Rates rates = alone.proxy(Rates.class, original);
            away.close();

            assertThat(rates.rate("EUR", "USD").pair()).isEqualTo("EURUSD");
            assertThat(rates.rate("EUR", "USD").pair()).isEqualTo("EURUSD");
        }
        assertThat(calls).hasValue(2);
    }

    interface Other {
        @Cached(dataset = "rates", expiration = 60)
        String other(String pair);
    }

    @Test
    void two_methods_never_share_a_dataset() {
        one.proxy(Rates.class, original);

        assertThatThrownBy(() -> one.proxy(Other.class, pair -> pair))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("The dataset rates belongs to");
        assertThatThrownBy(() -> one.proxy(String.class, "x")).hasMessageContaining("is no interface");
    }
}
