package dev.quotewell.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TapeTest {

    private static final LocalDate WEDNESDAY = LocalDate.of(2025, 6, 18);
    private static final Instant IN_SESSION = Instant.parse("2025-06-18T17:12:34.567Z");
    private static final Instant SATURDAY = Instant.parse("2025-06-21T12:00:00Z");

    private final Instrument apple = Listing.SHARES.get(0);
    private final Walk walk = new Walk(7);
    private final Tape tape = new Tape(walk);

    static List<Instrument> some_of_each_kind() {
        return List.of(
                Listing.SHARES.get(0),
                Listing.SHARES.get(20),
                Listing.SHARES.get(25),
                Listing.findPair(Currency.EUR, Currency.USD).orElseThrow(),
                Listing.findPair(Currency.USD, Currency.JPY).orElseThrow(),
                Listing.findPair(Currency.BTC, Currency.EUR).orElseThrow());
    }

    @ParameterizedTest
    @MethodSource("some_of_each_kind")
    void the_quote_is_the_end_of_the_bar_of_its_day(Instrument instrument) {
        Quote quote = tape.quote(instrument, IN_SESSION);
        Bar day = tape.days(instrument, quote.day(), quote.day(), IN_SESSION).get(0);

        assertThat(quote.bar()).isEqualTo(day);
        assertThat(quote.price()).isEqualTo(day.close());
    }

    @ParameterizedTest
    @MethodSource("some_of_each_kind")
    void days_are_consistent_with_themselves(Instrument instrument) {
        List<Bar> days = tape.days(instrument, WEDNESDAY.minusDays(60), WEDNESDAY, IN_SESSION);

        assertThat(days).hasSizeGreaterThan(40).allSatisfy(day -> {
            assertThat(day.low()).isLessThanOrEqualTo(day.open()).isLessThanOrEqualTo(day.close());
            assertThat(day.high()).isGreaterThanOrEqualTo(day.open()).isGreaterThanOrEqualTo(day.close());
            assertThat(day.low()).isPositive();
        });
    }

    @Test
    void the_range_of_a_day_only_widens() {
        Instant open = Instant.parse("2025-06-18T13:30:00Z");
        Bar before = tape.quote(apple, open).bar();

        for (Instant now = open; now.isBefore(open.plus(Duration.ofHours(7))); now = now.plusMillis(98_765)) {
            Bar bar = tape.quote(apple, now).bar();

            assertThat(bar.open()).isEqualTo(before.open());
            assertThat(bar.high()).isGreaterThanOrEqualTo(before.high());
            assertThat(bar.low()).isLessThanOrEqualTo(before.low());
            assertThat(bar.volume()).isGreaterThanOrEqualTo(before.volume());
            before = bar;
        }
    }

    @Test
    void a_day_is_what_its_minutes_were() {
        Instant evening = Instant.parse("2025-06-18T22:00:00Z");
        Bar day = tape.days(apple, WEDNESDAY, WEDNESDAY, evening).get(0);

        List<Bar> minutes = tape.bars(apple, Duration.ofMinutes(1), day.start(), evening, evening);

        assertThat(minutes).hasSize(390);
        assertThat(minutes.get(0).close()).isEqualTo(day.close());
        assertThat(minutes.get(389).open()).isEqualTo(day.open());
        assertThat(minutes.stream().map(Bar::high).max(BigDecimal::compareTo)).contains(day.high());
        assertThat(minutes.stream().map(Bar::low).min(BigDecimal::compareTo)).contains(day.low());
        assertThat(minutes.stream().map(Bar::volume).reduce(BigDecimal.ZERO, BigDecimal::add))
                .isEqualTo(day.volume());
    }

    @Test
    void a_closed_market_keeps_its_last_price() {
        Quote quote = tape.quote(apple, SATURDAY);

        assertThat(quote.day()).isEqualTo(LocalDate.of(2025, 6, 20));
        assertThat(quote.time()).isEqualTo("2025-06-20T20:00:00Z");
        assertThat(tape.quote(apple, SATURDAY.plus(Duration.ofHours(20)))).isEqualTo(quote);
    }

    @Test
    void previous_close_is_the_close_of_the_day_before() {
        Bar tuesday = tape.days(apple, WEDNESDAY.minusDays(1), WEDNESDAY.minusDays(1), IN_SESSION)
                .get(0);

        assertThat(tape.quote(apple, IN_SESSION).previousClose()).isEqualTo(tuesday.close());
    }

    @Test
    void shares_and_pairs_have_no_rows_at_weekends_and_coins_do() {
        LocalDate from = WEDNESDAY.minusDays(27);
        Instrument euro = Listing.findPair(Currency.EUR, Currency.USD).orElseThrow();
        Instrument bitcoin = Listing.findPair(Currency.BTC, Currency.USD).orElseThrow();

        assertThat(tape.days(apple, from, WEDNESDAY, IN_SESSION)).hasSize(20);
        assertThat(tape.days(euro, from, WEDNESDAY, IN_SESSION)).hasSize(20);
        assertThat(tape.days(bitcoin, from, WEDNESDAY, IN_SESSION)).hasSize(28);
        assertThat(tape.days(euro, from, WEDNESDAY, IN_SESSION))
                .noneMatch(day -> LocalDate.ofInstant(day.start(), Session.FOREX.zone())
                                .getDayOfWeek()
                                .compareTo(DayOfWeek.FRIDAY)
                        > 0);
    }

    @Test
    void tells_nothing_of_the_future_and_nothing_before_its_beginning() {
        assertThat(tape.days(apple, WEDNESDAY.plusDays(1), WEDNESDAY.plusDays(9), IN_SESSION))
                .isEmpty();
        assertThat(tape.days(apple, LocalDate.of(1980, 1, 1), LocalDate.of(2014, 12, 31), IN_SESSION))
                .isEmpty();
        assertThat(tape.days(apple, WEDNESDAY, WEDNESDAY.plusDays(9), IN_SESSION))
                .hasSize(1);
        assertThat(tape.days(apple, LocalDate.of(1980, 1, 1), LocalDate.of(2015, 1, 5), IN_SESSION))
                .hasSize(2);
    }
}
