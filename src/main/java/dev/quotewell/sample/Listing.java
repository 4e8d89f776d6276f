package dev.quotewell.sample;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is listed here, under the names Yahoo Finance uses. Levels and volumes are rough and made up. */
final class Listing {

    static final List<Instrument> SHARES = List.of(
            newYork("AAPL", 232, 48),
            newYork("MSFT", 425, 21),
            newYork("GOOGL", 188, 27),
            newYork("AMZN", 212, 38),
            newYork("NVDA", 135, 210),
            newYork("META", 590, 14),
            newYork("TSLA", 330, 90),
            newYork("IBM", 225, 4),
            newYork("JPM", 245, 9),
            newYork("BRK-B", 465, 4),
            newYork("KO", 64, 14),
            newYork("DIS", 108, 9),
            newYork("NFLX", 92, 35),
            newYork("AMD", 140, 42),
            newYork("INTC", 24, 70),
            newYork("ORCL", 170, 11),
            newYork("V", 310, 6),
            newYork("WMT", 92, 16),
            newYork("JNJ", 158, 8),
            newYork("XOM", 112, 15),
            saoPaulo("PETR4.SA", 37, 36),
            saoPaulo("VALE3.SA", 58, 22),
            saoPaulo("ITUB4.SA", 34, 25),
            saoPaulo("BBDC4.SA", 13.5, 34),
            saoPaulo("ABEV3.SA", 12.8, 27),
            // In pence, as the providers quote London.
            london("VOD.L", 72, 60),
            london("BARC.L", 290, 44),
            london("HSBA.L", 820, 20),
            london("BP.L", 395, 39),
            london("SHEL.L", 2_550, 8));

    /** Every pair, made once: base, then quote. */
    private static final Map<Currency, Map<Currency, Instrument>> PAIRS = pairs();

    private Listing() {}

    /** One currency in another, coins only as the base; nothing for a currency in itself. */
    static Optional<Instrument> findPair(Currency base, Currency quote) {
        return Optional.ofNullable(PAIRS.getOrDefault(base, Map.of()).get(quote));
    }

    /** Everything here whose currencies are not coins, each pair both ways. */
    static Stream<Currency> currencies() {
        return Arrays.stream(Currency.values()).filter(currency -> !currency.isCoin());
    }

    static Stream<Currency> coins() {
        return Arrays.stream(Currency.values()).filter(Currency::isCoin);
    }

    private static Map<Currency, Map<Currency, Instrument>> pairs() {
        Map<Currency, Map<Currency, Instrument>> pairs = new EnumMap<>(Currency.class);
        for (Currency base : Currency.values()) {
            pairs.put(
                    base,
                    currencies()
                            .filter(quote -> quote != base)
                            .collect(Collectors.toMap(Function.identity(), quote -> pair(base, quote))));
        }
        return pairs;
    }

    private static Instrument pair(Currency base, Currency quote) {
        double level = base.dollars() / quote.dollars();
        List<Leg> legs = Stream.of(
                        new Leg(base.name(), base.volatility(), true), new Leg(quote.name(), quote.volatility(), false))
                .filter(leg -> leg.volatility() > 0)
                .toList();
        if (base.isCoin()) {
            // About 300,000 dollars a minute, in the coin with eight decimals.
            long volumePerMinute = Math.round(300_000 / base.dollars() * 1e8);
            return new Instrument(base + "-" + quote, Session.CRYPTO, level, legs, 2, volumePerMinute, 8);
        }
        return new Instrument("" + base + quote, Session.FOREX, level, legs, decimals(level), 0, 0);
    }

    /** As FX is quoted: five decimals, fewer for large rates; one more where five would leave too few digits. */
    private static int decimals(double level) {
        if (level >= 20) {
            return 4;
        }
        return level < 0.1 ? 6 : 5;
    }

    private static Instrument newYork(String symbol, double level, int millionsPerDay) {
        return share(symbol, Session.NEW_YORK, level, millionsPerDay);
    }

    private static Instrument saoPaulo(String symbol, double level, int millionsPerDay) {
        return share(symbol, Session.SAO_PAULO, level, millionsPerDay);
    }

    private static Instrument london(String symbol, double level, int millionsPerDay) {
        return share(symbol, Session.LONDON, level, millionsPerDay);
    }

    private static Instrument share(String symbol, Session session, double level, int millionsPerDay) {
        long volumePerMinute = millionsPerDay * 1_000_000L / session.length().toMinutes();
        return new Instrument(symbol, session, level, List.of(new Leg(symbol, 0.013, true)), 2, volumePerMinute, 0);
    }
}
