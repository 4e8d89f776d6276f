package dev.quotewell.sample;

import java.util.Arrays;
import java.util.Optional;

/** The currencies and coins of the sample market, with their worth in US dollars and how far that moves in a day. */
enum Currency {
    USD("United States Dollar", 1, 0),
    EUR("Euro", 1.15, 0.004),
    GBP("British Pound Sterling", 1.33, 0.004),
    JPY("Japanese Yen", 0.0066, 0.005),
    CHF("Swiss Franc", 1.24, 0.004),
    CAD("Canadian Dollar", 0.72, 0.003),
    AUD("Australian Dollar", 0.66, 0.005),
    NZD("New Zealand Dollar", 0.585, 0.005),
    CNY("Chinese Yuan", 0.14, 0.002),
    BRL("Brazilian Real", 0.184, 0.007),
    MXN("Mexican Peso", 0.0545, 0.006),
    INR("Indian Rupee", 0.0114, 0.002),
    SEK("Swedish Krona", 0.105, 0.005),
    BTC("Bitcoin", 96_000, 0.022),
    ETH("Ethereum", 3_300, 0.03),
    SOL("Solana", 165, 0.035);

    private final String title;
    private final double dollars;
    private final double volatility;

    Currency(String title, double dollars, double volatility) {
        this.title = title;
        this.dollars = dollars;
        this.volatility = volatility;
    }

    static Optional<Currency> find(String code) {
        return Arrays.stream(values())
                .filter(currency -> currency.name().equals(code))
                .findFirst();
    }

    String title() {
        return title;
    }

    double dollars() {
        return dollars;
    }

    double volatility() {
        return volatility;
    }

    boolean isCoin() {
        return compareTo(BTC) >= 0;
    }
}
