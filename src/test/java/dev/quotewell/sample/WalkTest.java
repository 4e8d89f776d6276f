package dev.quotewell.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WalkTest {

    private static final Instant NOON = Instant.parse("2025-06-18T15:00:00Z");

    private final Instrument apple = Listing.SHARES.get(0);
    private final Walk walk = new Walk(7);

    @Test
    void same_seed_and_moment_give_the_same_price() {
        assertThat(new Walk(7).price(apple, NOON.plusMillis(1_234)))
                .isEqualTo(walk.price(apple, NOON.plusMillis(1_234)));
    }

    @Test
    void another_seed_gives_other_prices() {
        Walk other = new Walk(8);

        assertThat(IntStream.range(0, 100).filter(day -> {
                    Instant at = NOON.plus(Duration.ofDays(day));
                    return other.price(apple, at).compareTo(walk.price(apple, at)) != 0;
                }))
                .hasSizeGreaterThan(90);
    }

    @Test
    void two_instruments_go_their_own_ways() {
        Instrument microsoft = Listing.SHARES.get(1);
        Duration month = Duration.ofDays(30);

        double apples = ratio(apple, NOON, NOON.plus(month));
        double microsofts = ratio(microsoft, NOON, NOON.plus(month));

        assertThat(apples).isNotEqualTo(microsofts);
    }

    @Test
    void stays_near_its_level_for_decades() {
        for (int year = 0; year < 40; year++) {
            double price = walk.price(
                            apple, Instant.parse("1990-01-02T15:00:00Z").plus(Duration.ofDays(365L * year)))
                    .doubleValue();

            assertThat(price).isBetween(apple.level() * 0.4, apple.level() * 2.5);
        }
    }

    @Test
    void a_bar_holds_every_price_inside_it() {
        Instant from = NOON.plusSeconds(17);
        Instant to = NOON.plus(Duration.ofMinutes(90)).plusMillis(250);

        Bar bar = walk.bar(apple, from, to);

        assertThat(bar.open()).isEqualTo(walk.price(apple, from));
        assertThat(bar.close()).isEqualTo(walk.price(apple, to));
        for (Instant at = from; at.isBefore(to); at = at.plusMillis(777)) {
            assertThat(walk.price(apple, at)).isBetween(bar.low(), bar.high());
        }
    }

    @Test
    void bars_that_follow_each_other_join_to_the_bar_of_the_whole() {
        Instant middle = NOON.plusMillis(1_234_567);
        Instant end = NOON.plus(Duration.ofHours(2));

        Bar joined = walk.bar(apple, NOON, middle).join(walk.bar(apple, middle, end));

        assertThat(joined).isEqualTo(walk.bar(apple, NOON, end));
    }

    @Test
    void pairs_agree_with_each_other() {
        double euroDollar = price(Currency.EUR, Currency.USD);
        double dollarReal = price(Currency.USD, Currency.BRL);

        assertThat(price(Currency.EUR, Currency.BRL)).isCloseTo(euroDollar * dollarReal, withPercentage(0.01));
    }

    private double price(Currency base, Currency quote) {
        return walk.price(Listing.findPair(base, quote).orElseThrow(), NOON).doubleValue();
    }

    private double ratio(Instrument instrument, Instant from, Instant to) {
        return walk.price(instrument, to).doubleValue()
                / walk.price(instrument, from).doubleValue();
    }
}
