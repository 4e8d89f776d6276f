package dev.quotewell.sample;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Finnhub: fields of one letter, times in seconds since 1970, an unknown symbol is a 200 full of zeros. Known are
 * {@code /quote}, {@code /stock/profile2} and the candles of shares, FX and crypto, for every plan. Shares are spelled {@code BRK.B},
 * {@code PETR4.SA} and {@code VOD.L}, pairs {@code OANDA:EUR_USD} or {@code FHFX:EUR-USD}, coins
 * {@code BINANCE:BTCUSDT} or {@code COINBASE:BTC-USD}.
 */
final class FinnhubFormat implements ProviderFormat {

    private static final String ZEROS = "{\"c\":0,\"d\":null,\"dp\":null,\"h\":0,\"l\":0,\"o\":0,\"pc\":0,\"t\":0}";
    private static final String NO_DATA = "{\"s\":\"no_data\"}";
    private static final Pattern CANDLES = Pattern.compile("/api/v1/(stock|forex|crypto)/candle");
    private static final Duration MOST_INTRADAY = Duration.ofDays(31);
    private static final Map<String, Duration> RESOLUTIONS = Map.of(
            "1", Duration.ofMinutes(1),
            "5", Duration.ofMinutes(5),
            "15", Duration.ofMinutes(15),
            "30", Duration.ofMinutes(30),
            "60", Duration.ofMinutes(60));

    private final Tape tape;
    private final Map<String, Instrument> instruments = instruments();

    FinnhubFormat(Tape tape) {
        this.tape = tape;
    }

    @Override
    public String name() {
        return "finnhub";
    }

    @Override
    public Reply answer(Call call, Instant now) {
        if (call.parameter("token").isEmpty() && call.token().isEmpty()) {
            return Reply.json(401, "{\"error\":\"Please use an API key.\"}");
        }
        Optional<Instrument> instrument = Optional.ofNullable(instruments.get(call.parameter("symbol")));
        if (call.path().equals("/api/v1/quote")) {
            return instrument.map(known -> quote(known, now)).orElseGet(() -> Reply.json(200, ZEROS));
        }
        if (call.path().equals("/api/v1/stock/profile2")) {
            return instrument
                    .filter(Listing.SHARES::contains)
                    .map(FinnhubFormat::profile)
                    .orElseGet(() -> Reply.json(200, "{}"));
        }
        if (CANDLES.matcher(call.path()).matches()) {
            return instrument.map(known -> candles(known, call, now)).orElseGet(() -> Reply.json(200, NO_DATA));
        }
        return Reply.page(404, "404 Not Found");
    }

    @Override
    public Reply refuse() {
        return Reply.json(429, "{\"error\":\"API limit reached. Please try again later. Remaining Limit: 0\"}");
    }

    @Override
    public Reply lie(Call call) {
        return Reply.json(200, CANDLES.matcher(call.path()).matches() ? NO_DATA : ZEROS);
    }

    /** Numbers of shares and values are in millions. */
    private static Reply profile(Instrument share) {
        String symbol = share.symbol().replace('-', '.');
        long millions = share.volumePerMinute() / 10 + 1000;
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("country", "US");
        fields.put("currency", "USD");
        fields.put("exchange", "NASDAQ NMS - GLOBAL MARKET");
        fields.put("finnhubIndustry", "Made up");
        fields.put("ipo", "1990-01-02");
        fields.put("marketCapitalization", BigDecimal.valueOf(Math.round(share.level() * millions)));
        fields.put("name", symbol + " of the sample market");
        fields.put("shareOutstanding", BigDecimal.valueOf(millions));
        fields.put("ticker", symbol);
        fields.put("weburl", "");
        return Reply.json(fields);
    }

    private Reply quote(Instrument instrument, Instant now) {
        Quote quote = tape.quote(instrument, now);
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("c", Digits.shortest(quote.price()));
        fields.put("d", Digits.shortest(quote.change()));
        fields.put("dp", Digits.shortest(quote.changePercent()));
        fields.put("h", Digits.shortest(quote.bar().high()));
        fields.put("l", Digits.shortest(quote.bar().low()));
        fields.put("o", Digits.shortest(quote.bar().open()));
        fields.put("pc", Digits.shortest(quote.previousClose()));
        fields.put("t", quote.time().getEpochSecond());
        return Reply.json(fields);
    }

    private Reply candles(Instrument instrument, Call call, Instant now) {
        String resolution = call.parameter("resolution", "D");
        if (!resolution.equals("D") && !RESOLUTIONS.containsKey(resolution)) {
            // The real wording is not known.
            return Reply.json(422, "{\"error\":\"Wrong resolution\"}");
        }
        Optional<Instant> from = seconds(call.parameter("from"));
        Optional<Instant> to = seconds(call.parameter("to"));
        if (from.isEmpty() || to.isEmpty()) {
            // The real wording is not known.
            return Reply.json(422, "{\"error\":\"Wrong from or to\"}");
        }
        Map<Long, Bar> bars = resolution.equals("D")
                ? days(instrument, from.get(), to.get(), now)
                : intraday(instrument, RESOLUTIONS.getOrDefault(resolution, Duration.ZERO), from.get(), to.get(), now);
        if (bars.isEmpty()) {
            return Reply.json(200, NO_DATA);
        }
        Map<String, Object> columns = new LinkedHashMap<>();
        columns.put("c", column(bars, Bar::close));
        columns.put("h", column(bars, Bar::high));
        columns.put("l", column(bars, Bar::low));
        columns.put("o", column(bars, Bar::open));
        columns.put("s", "ok");
        columns.put("t", List.copyOf(bars.keySet()));
        columns.put("v", column(bars, Bar::volume));
        return Reply.json(columns);
    }

    /** Daily candles carry midnight UTC of their date, whatever the market's hours. Oldest first. */
    private Map<Long, Bar> days(Instrument instrument, Instant from, Instant to, Instant now) {
        // The first midnight that is not before `from`.
        LocalDate first = LocalDate.ofInstant(from.plus(Duration.ofDays(1)).minusNanos(1), ZoneOffset.UTC);
        LocalDate last = LocalDate.ofInstant(to, ZoneOffset.UTC);
        Map<Long, Bar> bars = new LinkedHashMap<>();
        for (Bar bar : oldestFirst(tape.days(instrument, first, last, now))) {
            LocalDate day =
                    LocalDate.ofInstant(bar.start(), instrument.session().zone());
            bars.put(day.atStartOfDay(ZoneOffset.UTC).toEpochSecond(), bar);
        }
        return bars;
    }

    private Map<Long, Bar> intraday(Instrument instrument, Duration step, Instant from, Instant to, Instant now) {
        Instant last = to.isBefore(now) ? to : now;
        Instant bound = last.minus(MOST_INTRADAY);
        Map<Long, Bar> bars = new LinkedHashMap<>();
        for (Bar bar : oldestFirst(tape.bars(instrument, step, from.isAfter(bound) ? from : bound, last, now))) {
            bars.put(bar.start().getEpochSecond(), bar);
        }
        return bars;
    }

    private static List<Bar> oldestFirst(List<Bar> bars) {
        Collections.reverse(bars);
        return bars;
    }

    private static List<Object> column(Map<Long, Bar> bars, Function<Bar, BigDecimal> field) {
        return bars.values().stream()
                .<Object>map(bar -> Digits.shortest(field.apply(bar)))
                .toList();
    }

    private static Optional<Instant> seconds(String text) {
        return text.matches("\\d{1,11}") ? Optional.of(Instant.ofEpochSecond(Long.parseLong(text))) : Optional.empty();
    }

    private static Map<String, Instrument> instruments() {
        Map<String, Instrument> instruments = new HashMap<>();
        Listing.SHARES.forEach(share -> instruments.put(share.symbol().replace('-', '.'), share));
        Listing.currencies()
                .forEach(base -> Listing.currencies()
                        .forEach(quote -> Listing.findPair(base, quote).ifPresent(pair -> {
                            instruments.put("OANDA:" + base + "_" + quote, pair);
                            instruments.put("FHFX:" + base + "-" + quote, pair);
                        })));
        Listing.coins()
                .forEach(coin -> Listing.currencies()
                        .forEach(quote -> Listing.findPair(coin, quote).ifPresent(pair -> {
                            instruments.put("BINANCE:" + coin + (quote == Currency.USD ? "USDT" : quote), pair);
                            instruments.put("COINBASE:" + coin + "-" + quote, pair);
                        })));
        return instruments;
    }
}
