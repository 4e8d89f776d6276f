package dev.quotewell.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quotewell.cache.StoreUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class RedisClockTest {

    private static final Instant AT_REDIS = Instant.parse("2001-02-03T04:05:06.789Z");

    private long nanos = -7_000_000_000L;
    private CompletableFuture<List<byte[]>> answer = CompletableFuture.completedFuture(
            List.of(Long.toString(AT_REDIS.getEpochSecond()).getBytes(US_ASCII), "789000".getBytes(US_ASCII)));
    private final RedisClock clock = new RedisClock(() -> answer, () -> nanos);

    private void pass(Duration time) {
        nanos += time.toNanos();
    }

    @Test
    void freshness_is_right_although_the_clock_of_this_machine_is_wrong() {
        clock.synchronize();
        assertThat(clock.instant()).isEqualTo(AT_REDIS);

        pass(Duration.ofSeconds(90));

        assertThat(clock.instant()).isEqualTo(AT_REDIS.plusSeconds(90));
    }

    @Test
    void half_of_the_round_trip_is_taken_for_the_way_there() {
        CompletableFuture<List<byte[]>> slow = new CompletableFuture<>();
        List<byte[]> time = answer.join();
        answer = slow;
        clock.synchronize();
        pass(Duration.ofMillis(400));
        slow.complete(time);

        assertThat(clock.instant()).isEqualTo(AT_REDIS.plusMillis(200));
    }

    @Test
    void the_last_difference_holds_while_Redis_gives_no_answer() {
        clock.synchronize();
        answer = CompletableFuture.failedFuture(new StoreUnavailableException("away", new RuntimeException()));
        pass(Duration.ofSeconds(5));

        assertThat(clock.synchronize()).isCompleted();
        assertThat(clock.instant()).isEqualTo(AT_REDIS.plusSeconds(5));
    }
}
