package dev.quotewell.sample;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Coinbase Exchange: ticker and statistics as texts, candles as rows of numbers (time, low, high, open, close, volume),
 * newest first, at most 300 steps a call, no key. The products are {@code BTC-USD}, {@code BTC-EUR}, {@code ETH-USD},
 * {@code ETH-EUR} and {@code SOL-USD}.
 */
final class CoinbaseFormat implements ProviderFormat {

    private static final Pattern PATH = Pattern.compile("/products/([^/]+)/(ticker|candles|stats)");
    private static final DateTimeFormatter MICROSECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'");
    private static final DateTimeFormatter ISO_IN_UTC = DateTimeFormatter.ISO_DATE_TIME.withZone(ZoneOffset.UTC);
    private static final List<String> GRANULARITIES = List.of("60", "300", "900", "3600", "21600", "86400");
    private static final int MOST_STEPS = 300;

    /** Rows of a call that names no range. */
    private static final int USUAL_ROWS = 350;

    private final Tape tape;
    private final Map<String, Instrument> products = Stream.of(
                    Listing.findPair(Currency.BTC, Currency.USD),
                    Listing.findPair(Currency.BTC, Currency.EUR),
                    Listing.findPair(Currency.ETH, Currency.USD),
                    Listing.findPair(Currency.ETH, Currency.EUR),
                    Listing.findPair(Currency.SOL, Currency.USD))
            .flatMap(Optional::stream)
            .collect(Collectors.toMap(Instrument::symbol, Function.identity()));

    CoinbaseFormat(Tape tape) {
        this.tape = tape;
    }

    @Override
    public String name() {
        return "coinbase";
    }

    @Override
    public Reply answer(Call call, Instant now) {
        Matcher path = PATH.matcher(call.path());
        if (!path.matches()) {
            return message(404, "NotFound");
        }
        return Optional.ofNullable(products.get(path.group(1)))
                .map(product -> switch (path.group(2)) {
                    case "ticker" -> ticker(product, now);
                    case "stats" -> stats(product, now);
                    default -> candles(product, call, now);
                })
                .orElseGet(() -> message(404, "NotFound"));
    }

    @Override
    public Reply refuse() {
        return message(429, "Public rate limit exceeded");
    }

    @Override
    public Reply lie(Call call) {
        return message(200, "Internal server error");
    }

    private Reply ticker(Instrument product, Instant now) {
        Bar day = lastDay(product, now);
        long trade = now.toEpochMilli() / 250;
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("ask", text(day.close().add(new BigDecimal("0.01"))));
        fields.put("bid", text(day.close()));
        fields.put("volume", text(day.volume()));
        fields.put("trade_id", trade);
        fields.put("price", text(day.close()));
        fields.put("size", text(BigDecimal.valueOf(trade % 9_973 + 1, 6)));
        fields.put("time", MICROSECONDS.format(now.atZone(ZoneOffset.UTC)));
        fields.put("rfq_volume", text(day.volume().divide(BigDecimal.valueOf(160), 6, RoundingMode.DOWN)));
        return Reply.json(fields);
    }

    private Reply stats(Instrument product, Instant now) {
        Bar day = lastDay(product, now);
        BigDecimal month = tape.bars(product, Duration.ofDays(1), now.minus(Duration.ofDays(30)), now, now).stream()
                .map(Bar::volume)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("open", text(day.open()));
        fields.put("high", text(day.high()));
        fields.put("low", text(day.low()));
        fields.put("last", text(day.close()));
        fields.put("volume", text(day.volume()));
        fields.put("volume_30day", text(month));
        return Reply.json(fields);
    }

    private Reply candles(Instrument product, Call call, Instant now) {
        String granularity = call.parameter("granularity", "60");
        if (!GRANULARITIES.contains(granularity)) {
            return message(400, "Unsupported granularity");
        }
        Duration step = Duration.ofSeconds(Long.parseLong(granularity));
        Instant from = now.minus(step.multipliedBy(USUAL_ROWS));
        Instant to = now;
        // One end alone is ignored, as documented.
        if (!call.parameter("start").isEmpty() && !call.parameter("end").isEmpty()) {
            try {
                from = moment(call.parameter("start"));
                to = moment(call.parameter("end"));
            } catch (DateTimeException e) {
                // The real wording is not known.
                return message(400, "Invalid start or end");
            }
            if (Duration.between(from, to).compareTo(step.multipliedBy(MOST_STEPS)) > 0) {
                return message(
                        400,
                        "granularity too small for the requested time range. Count of aggregations requested exceeds "
                                + MOST_STEPS);
            }
        }
        return Reply.json(tape.bars(product, step, from, to, now).stream()
                .map(CoinbaseFormat::row)
                .toList());
    }

    private static List<Object> row(Bar bar) {
        return List.of(
                bar.start().getEpochSecond(),
                Digits.shortest(bar.low()),
                Digits.shortest(bar.high()),
                Digits.shortest(bar.open()),
                Digits.shortest(bar.close()),
                Digits.shortest(bar.volume()));
    }

    private Bar lastDay(Instrument product, Instant now) {
        return tape.span(product, now.truncatedTo(ChronoUnit.MINUTES).minus(Duration.ofDays(1)), now);
    }

    /** ISO 8601 with or without time and offset, or seconds since 1970. */
    private static Instant moment(String text) {
        if (text.matches("\\d{1,11}")) {
            return Instant.ofEpochSecond(Long.parseLong(text));
        }
        if (text.length() == 10) {
            return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
        }
        return Instant.from(ISO_IN_UTC.parse(text));
    }

    private static String text(BigDecimal number) {
        return Digits.shortest(number).toPlainString();
    }

    private static Reply message(int status, String message) {
        return Reply.json(status, "{\"message\":\"" + message + "\"}");
    }
}
