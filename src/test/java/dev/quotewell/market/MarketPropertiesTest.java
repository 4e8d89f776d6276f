package dev.quotewell.market;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** What holds for every market at every moment of the years it knows. */
class MarketPropertiesTest {

    private static final Instant FIRST = Instant.parse("2024-01-10T00:00:00Z");
    private static final Instant LAST = Instant.parse("2027-12-20T00:00:00Z");

    @Provide
    Arbitrary<Market> markets() {
        return Arbitraries.of(Shipped.MARKETS.all());
    }

    /** Half of them on a quarter of an hour, where phases begin and end. */
    @Provide
    Arbitrary<Instant> moments() {
        Arbitrary<Instant> any = Arbitraries.longs()
                .between(FIRST.getEpochSecond(), LAST.getEpochSecond())
                .map(Instant::ofEpochSecond);
        return Arbitraries.oneOf(
                any,
                any.map(moment -> moment.truncatedTo(ChronoUnit.HOURS)
                        .plusSeconds(900 * Math.floorMod(moment.getEpochSecond(), 4L))));
    }

    @Property(tries = 3000)
    void the_next_open_is_a_start_and_none_lies_before_it(
            @ForAll("markets") Market market,
            @ForAll("moments") Instant now,
            @ForAll @IntRange(min = 1, max = 999) int part) {
        Optional<Instant> found = market.nextOpen(now);
        if (found.isEmpty()) {
            assertThat(market.name()).isEqualTo("crypto");
            return;
        }
        Instant open = found.get();

        assertThat(open).isAfter(now);
        assertThat(market.phase(open)).isEqualTo(Phase.REGULAR);
        assertThat(market.phase(open.minusNanos(1))).isNotEqualTo(Phase.REGULAR);
        Instant between = between(now, open, part);
        if (market.isOpen(between)) {
            assertThat(market.isOpen(now)).isTrue();
        }
        assertThat(market.nextOpen(between)).contains(open);
    }

    @Property(tries = 3000)
    void prices_rest_from_the_moment_that_is_told_until_trading_begins(
            @ForAll("markets") Market market,
            @ForAll("moments") Instant now,
            @ForAll @IntRange(min = 0, max = 999) int part) {
        Optional<Duration> wait = market.untilPricesMove(now);
        if (market.phase(now) != Phase.CLOSED) {
            assertThat(wait).isEmpty();
            return;
        }
        if (wait.isEmpty()) {
            return;
        }
        Instant moves = now.plus(wait.get());

        assertThat(wait.get()).isPositive().isLessThanOrEqualTo(Duration.ofDays(14));
        assertThat(market.phase(moves)).isNotEqualTo(Phase.CLOSED);
        assertThat(market.phase(between(now, moves, part))).isEqualTo(Phase.CLOSED);
        assertThat(market.nextOpen(now).orElseThrow()).isAfterOrEqualTo(moves);
    }

    @Property(tries = 3000)
    void the_last_session_has_begun_and_no_regular_trading_since_its_close(
            @ForAll("markets") Market market,
            @ForAll("moments") Instant now,
            @ForAll @IntRange(min = 0, max = 999) int part) {
        Session session = market.lastSession(now).orElseThrow();

        assertThat(session.open()).isBeforeOrEqualTo(now);
        assertThat(market.isOpen(session.open())).isTrue();
        assertThat(market.isOpen(session.close().minusNanos(1))).isTrue();
        if (market.isOpen(now)) {
            assertThat(session.close()).isAfter(now);
        } else if (session.close().isBefore(now)) {
            assertThat(market.isOpen(between(session.close(), now, part))).isFalse();
        }
    }

    @Property(tries = 3000)
    void what_is_new_is_never_too_old_and_what_is_too_old_stays_so(
            @ForAll("markets") Market market,
            @ForAll("moments") Instant asOf,
            @ForAll @IntRange(min = 0, max = 14 * 24 * 60) int minutes,
            @ForAll @IntRange(min = 0, max = 14 * 24 * 60) int more) {
        Instant now = asOf.plus(Duration.ofMinutes(minutes));
        Instant later = now.plus(Duration.ofMinutes(more));

        assertThat(market.isTooOld(asOf, asOf)).isFalse();
        if (market.isTooOld(asOf, now)) {
            assertThat(market.isTooOld(asOf, later)).isTrue();
        }
        LocalDate date = market.lastSession(asOf).orElseThrow().date();
        assertThat(market.isTooOld(date, asOf)).isFalse();
    }

    private static Instant between(Instant from, Instant until, int part) {
        Duration whole = Duration.between(from, until);
        return from.plus(whole.multipliedBy(part).dividedBy(1000));
    }
}
