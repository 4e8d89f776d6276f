package dev.quotewell.sample;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Alpha Vantage: every answer is a 200, every number a text, rows are keyed by date, newest first. Known are
 * {@code GLOBAL_QUOTE}, {@code TIME_SERIES_DAILY}, {@code TIME_SERIES_INTRADAY} (US shares, regular hours),
 * {@code CURRENCY_EXCHANGE_RATE} and {@code FX_DAILY}. Shares are spelled {@code BRK.B}, {@code PETR4.SAO} and
 * {@code VOD.LON}.
 */
final class AlphaVantageFormat implements ProviderFormat {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");
    private static final int COMPACT_ROWS = 100;

    /** Long enough to hold the rows of a compact answer of daily bars, weekends taken off. */
    private static final int COMPACT_DAYS = 150;

    private static final int INTRADAY_DAYS = 30;
    private static final Map<String, Duration> INTERVALS = Map.of(
            "1min", Duration.ofMinutes(1),
            "5min", Duration.ofMinutes(5),
            "15min", Duration.ofMinutes(15),
            "30min", Duration.ofMinutes(30),
            "60min", Duration.ofMinutes(60));

    private final Tape tape;
    private final Map<String, Instrument> shares =
            Listing.SHARES.stream().collect(Collectors.toMap(share -> spelled(share.symbol()), Function.identity()));

    AlphaVantageFormat(Tape tape) {
        this.tape = tape;
    }

    @Override
    public String name() {
        return "alphavantage";
    }

    @Override
    public Reply answer(Call call, Instant now) {
        if (!call.path().equals("/query")) {
            return Reply.page(404, "Page not found");
        }
        if (call.parameter("apikey").isEmpty()) {
            return error("the parameter apikey is invalid or missing. Please claim your free API key on "
                    + "(https://www.alphavantage.co/support/#api-key). It should take less than 20 seconds.");
        }
        String function = call.parameter("function");
        Optional<Map<String, Object>> body = switch (function) {
            case "GLOBAL_QUOTE" -> Optional.of(globalQuote(call, now));
            case "TIME_SERIES_DAILY" -> share(call).map(share -> daily(share, call, now));
            case "TIME_SERIES_INTRADAY" -> intraday(call, now);
            case "CURRENCY_EXCHANGE_RATE" -> exchangeRate(call, now);
            case "FX_DAILY" -> fxDaily(call, now);
            default -> Optional.empty();
        };
        return body.map(Reply::json)
                .orElseGet(() -> error("Invalid API call. Please retry or visit the documentation "
                        + "(https://www.alphavantage.co/documentation/) for " + function + "."));
    }

    /** The notice after two calls within a second, which has nothing to do with the day's quota. */
    @Override
    public Reply refuse() {
        return Reply.json(Map.of(
                "Information",
                "Thank you for using Alpha Vantage! Please consider spreading out your free API requests more sparingly "
                        + "(1 request per second)."));
    }

    /** The day's quota: asking again is useless until tomorrow. */
    @Override
    public Reply lie(Call call) {
        return Reply.json(Map.of(
                "Information",
                "Thank you for using Alpha Vantage! Our standard API rate limit is 25 requests per day. Please subscribe "
                        + "to any of the premium plans at https://www.alphavantage.co/premium/ to instantly remove all "
                        + "daily rate limits."));
    }

    private Map<String, Object> globalQuote(Call call, Instant now) {
        Map<String, Object> fields = new LinkedHashMap<>();
        share(call).ifPresent(share -> {
            Quote quote = tape.quote(share, now);
            fields.put("01. symbol", call.parameter("symbol"));
            fields.put("02. open", price(quote.bar().open()));
            fields.put("03. high", price(quote.bar().high()));
            fields.put("04. low", price(quote.bar().low()));
            fields.put("05. price", price(quote.price()));
            fields.put("06. volume", quote.bar().volume().toPlainString());
            fields.put("07. latest trading day", quote.day().toString());
            fields.put("08. previous close", price(quote.previousClose()));
            fields.put("09. change", price(quote.change()));
            fields.put("10. change percent", quote.changePercent().toPlainString() + "%");
        });
        return Map.of("Global Quote", fields);
    }

    private Map<String, Object> daily(Instrument share, Call call, Instant now) {
        Map<String, Object> rows = new LinkedHashMap<>();
        days(share, call, now)
                .forEach(bar -> rows.put(
                        LocalDate.ofInstant(bar.start(), share.session().zone()).toString(), shareRow(bar)));
        Map<String, Object> meta = new LinkedHashMap<>();
        meta.put("1. Information", "Daily Prices (open, high, low, close) and Volumes");
        meta.put("2. Symbol", call.parameter("symbol"));
        meta.put("3. Last Refreshed", newest(rows));
        meta.put("4. Output Size", isFull(call) ? "Full size" : "Compact");
        meta.put("5. Time Zone", "US/Eastern");
        return body(meta, "Time Series (Daily)", rows);
    }

    private Optional<Map<String, Object>> intraday(Call call, Instant now) {
        String interval = call.parameter("interval");
        Optional<Instrument> share = share(call).filter(known -> known.session() == Session.NEW_YORK);
        if (share.isEmpty() || !INTERVALS.containsKey(interval)) {
            return Optional.empty();
        }
        ZoneId zone = Session.NEW_YORK.zone();
        Map<String, Object> rows = new LinkedHashMap<>();
        Instant from = now.minus(Duration.ofDays(INTRADAY_DAYS));
        tape.bars(share.get(), INTERVALS.getOrDefault(interval, Duration.ZERO), from, now, now).stream()
                .limit(isFull(call) ? Long.MAX_VALUE : COMPACT_ROWS)
                .forEach(bar -> rows.put(TIME.format(bar.start().atZone(zone)), shareRow(bar)));
        Map<String, Object> meta = new LinkedHashMap<>();
        meta.put("1. Information", "Intraday (" + interval + ") open, high, low, close prices and volume");
        meta.put("2. Symbol", call.parameter("symbol"));
        meta.put("3. Last Refreshed", newest(rows));
        meta.put("4. Interval", interval);
        meta.put("5. Output Size", isFull(call) ? "Full size" : "Compact");
        meta.put("6. Time Zone", "US/Eastern");
        return Optional.of(body(meta, "Time Series (" + interval + ")", rows));
    }

    private Optional<Map<String, Object>> exchangeRate(Call call, Instant now) {
        Optional<Currency> from = Currency.find(call.parameter("from_currency"));
        Optional<Currency> to = Currency.find(call.parameter("to_currency"));
        return pair(from, to).map(pair -> {
            Quote quote = tape.quote(pair, now);
            BigDecimal spread = BigDecimal.ONE.movePointLeft(pair.scale());
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("1. From_Currency Code", from.map(Currency::name).orElse(""));
            fields.put("2. From_Currency Name", from.map(Currency::title).orElse(""));
            fields.put("3. To_Currency Code", to.map(Currency::name).orElse(""));
            fields.put("4. To_Currency Name", to.map(Currency::title).orElse(""));
            fields.put("5. Exchange Rate", Digits.fixed(quote.price(), 8));
            fields.put("6. Last Refreshed", TIME.format(quote.time().atZone(ZoneOffset.UTC)));
            fields.put("7. Time Zone", "UTC");
            fields.put("8. Bid Price", Digits.fixed(quote.price().subtract(spread), 8));
            fields.put("9. Ask Price", Digits.fixed(quote.price().add(spread), 8));
            return Map.of("Realtime Currency Exchange Rate", fields);
        });
    }

    private Optional<Map<String, Object>> fxDaily(Call call, Instant now) {
        Optional<Currency> from = Currency.find(call.parameter("from_symbol")).filter(base -> !base.isCoin());
        Optional<Currency> to = Currency.find(call.parameter("to_symbol"));
        return pair(from, to).map(pair -> {
            Map<String, Object> rows = new LinkedHashMap<>();
            days(pair, call, now)
                    .forEach(bar -> rows.put(
                            LocalDate.ofInstant(bar.start(), ZoneOffset.UTC).toString(), row(bar, 5)));
            Map<String, Object> meta = new LinkedHashMap<>();
            meta.put("1. Information", "Forex Daily Prices (open, high, low, close)");
            meta.put("2. From Symbol", call.parameter("from_symbol"));
            meta.put("3. To Symbol", call.parameter("to_symbol"));
            meta.put("4. Output Size", isFull(call) ? "Full size" : "Compact");
            meta.put(
                    "5. Last Refreshed",
                    TIME.format(tape.quote(pair, now).time().atZone(ZoneOffset.UTC)));
            meta.put("6. Time Zone", "UTC");
            return body(meta, "Time Series FX (Daily)", rows);
        });
    }

    private List<Bar> days(Instrument instrument, Call call, Instant now) {
        LocalDate today = instrument.session().dayAt(now);
        if (isFull(call)) {
            return tape.days(instrument, Tape.BEGIN, today, now);
        }
        List<Bar> days = tape.days(instrument, today.minusDays(COMPACT_DAYS), today, now);
        return days.subList(0, Math.min(COMPACT_ROWS, days.size()));
    }

    private Optional<Instrument> share(Call call) {
        return Optional.ofNullable(shares.get(call.parameter("symbol")));
    }

    private static Optional<Instrument> pair(Optional<Currency> from, Optional<Currency> to) {
        return from.flatMap(base -> to.flatMap(quote -> Listing.findPair(base, quote)));
    }

    private static Map<String, Object> body(Map<String, Object> meta, String title, Map<String, Object> rows) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("Meta Data", meta);
        body.put(title, rows);
        return body;
    }

    private static Map<String, Object> shareRow(Bar bar) {
        Map<String, Object> row = row(bar, 4);
        row.put("5. volume", bar.volume().toPlainString());
        return row;
    }

    private static Map<String, Object> row(Bar bar, int decimals) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("1. open", Digits.fixed(bar.open(), decimals));
        row.put("2. high", Digits.fixed(bar.high(), decimals));
        row.put("3. low", Digits.fixed(bar.low(), decimals));
        row.put("4. close", Digits.fixed(bar.close(), decimals));
        return row;
    }

    private static String newest(Map<String, Object> rows) {
        return rows.keySet().stream().findFirst().orElse("");
    }

    private static boolean isFull(Call call) {
        return call.parameter("outputsize").equals("full");
    }

    private static String price(BigDecimal price) {
        return Digits.fixed(price, 4);
    }

    private static String spelled(String symbol) {
        return symbol.replace('-', '.').replaceFirst("\\.SA$", ".SAO").replaceFirst("\\.L$", ".LON");
    }

    private static Reply error(String message) {
        return Reply.json(Map.of("Error Message", message));
    }
}
