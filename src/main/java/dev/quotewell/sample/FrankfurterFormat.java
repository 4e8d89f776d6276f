package dev.quotewell.sample;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Frankfurter v1: one reference rate for each working day, published in the afternoon, no key. Known are
 * {@code /v1/latest}, {@code /v1/DATE} and {@code /v1/FROM..TO} with {@code base} and {@code symbols}; {@code amount}
 * is not. Wording, rounding, the handling of days off and the headers follow its source, lib/versions/v1 and
 * lib/no_store_on_error.rb of github.com/lineofflight/frankfurter (September 2026).
 */
final class FrankfurterFormat implements ProviderFormat {

    private static final Pattern DAY = Pattern.compile("/v1/(latest|current|\\d{4}-\\d{2}-\\d{2})");
    private static final Pattern RANGE = Pattern.compile("/v1/(\\d{4}-\\d{2}-\\d{2})\\.\\.(\\d{4}-\\d{2}-\\d{2})?");
    private static final LocalDate FIRST = LocalDate.of(1999, 1, 4);

    /** What is fixed at about 14:15 is published at about 16:00, Frankfurt time. */
    private static final LocalTime PUBLISHING = LocalTime.of(16, 0);

    private final Tape tape;

    FrankfurterFormat(Tape tape) {
        this.tape = tape;
    }

    @Override
    public String name() {
        return "frankfurter";
    }

    @Override
    public Reply answer(Call call, Instant now) {
        Reply reply = rates(call, now);
        return reply.status() == 200 ? reply.cacheControl("public, max-age=86400") : reply.cacheControl("no-store");
    }

    private Reply rates(Call call, Instant now) {
        String base = parameter(call, "base", "from").orElse("EUR");
        Optional<List<String>> symbols = parameter(call, "symbols", "to").map(text -> List.of(text.split(",", -1)));
        if (symbols.equals(Optional.of(List.of(base)))) {
            return Reply.json(422, "{\"message\":\"bad currency pair\"}");
        }
        List<Instrument> pairs = pairs(base, symbols);
        Matcher day = DAY.matcher(call.path());
        Matcher range = RANGE.matcher(call.path());
        try {
            if (day.matches()) {
                return onDay(base, pairs, day.group(1), now);
            }
            if (range.matches()) {
                return inRange(base, pairs, range.group(1), Optional.ofNullable(range.group(2)), now);
            }
        } catch (DateTimeException e) {
            return Reply.json(422, "{\"message\":\"invalid date\"}");
        }
        return notFound();
    }

    /** Limits are not published and no refusal is on record: this body is made up. */
    @Override
    public Reply refuse() {
        return Reply.json(429, "{\"message\":\"too many requests\"}").cacheControl("no-store");
    }

    @Override
    public Reply lie(Call call) {
        return Reply.page(200, "Frankfurter is down for maintenance");
    }

    private Reply onDay(String base, List<Instrument> pairs, String day, Instant now) {
        LocalDate latest = latest(now);
        LocalDate asked = Character.isDigit(day.charAt(0)) ? LocalDate.parse(day) : latest;
        LocalDate found = workingDay(asked.isBefore(latest) ? asked : latest);
        if (pairs.isEmpty() || found.isBefore(FIRST)) {
            return notFound();
        }
        Map<String, Object> body = head(base);
        body.put("date", found.toString());
        body.put("rates", rates(pairs, found));
        return Reply.json(body).etag(tag(found.toString()));
    }

    private Reply inRange(String base, List<Instrument> pairs, String from, Optional<String> to, Instant now) {
        LocalDate latest = latest(now);
        LocalDate last = to.map(LocalDate::parse).orElse(latest);
        NavigableMap<String, Object> rates = new TreeMap<>();
        // A range that begins on a day off begins with the working day before it.
        LocalDate first = workingDay(LocalDate.parse(from));
        LocalDate day = workingDay(last.isBefore(latest) ? last : latest);
        while (!pairs.isEmpty() && !day.isBefore(first) && !day.isBefore(FIRST)) {
            rates.put(day.toString(), rates(pairs, day));
            day = Session.FIXING.dayBefore(day);
        }
        if (rates.isEmpty()) {
            return notFound();
        }
        Map<String, Object> body = head(base);
        body.put("start_date", rates.firstKey());
        body.put("end_date", rates.lastKey());
        body.put("rates", rates);
        return Reply.json(body).etag(tag(rates.lastKey()));
    }

    private Map<String, BigDecimal> rates(List<Instrument> pairs, LocalDate day) {
        Instant fixing = Session.FIXING.open(day);
        Map<String, BigDecimal> rates = new TreeMap<>();
        pairs.forEach(pair -> rates.put(pair.symbol().substring(3), rounded(tape.price(pair, fixing))));
        return rates;
    }

    /** In the order of the codes; without symbols all of them. Unknown ones are left out without a word. */
    private static List<Instrument> pairs(String base, Optional<List<String>> symbols) {
        Optional<Currency> known = Currency.find(base).filter(currency -> !currency.isCoin());
        return Listing.currencies()
                .filter(quote ->
                        symbols.map(asked -> asked.contains(quote.name())).orElse(true))
                .flatMap(quote -> known.flatMap(from -> Listing.findPair(from, quote)).stream())
                .toList();
    }

    private static BigDecimal rounded(BigDecimal rate) {
        int decimals = decimals(rate.doubleValue());
        BigDecimal rounded = Digits.shortest(rate.setScale(decimals, RoundingMode.HALF_UP));
        // A float never prints without a decimal; only rates above 5,000 are whole numbers there.
        return rounded.scale() == 0 && decimals > 0 ? rounded.setScale(1) : rounded;
    }

    private static int decimals(double rate) {
        if (rate > 5000) {
            return 0;
        }
        if (rate > 80) {
            return 2;
        }
        if (rate > 20) {
            return 3;
        }
        if (rate > 1) {
            return 4;
        }
        return rate > 0.0001 ? 5 : 6;
    }

    private static LocalDate latest(Instant now) {
        LocalDate today = LocalDate.ofInstant(now, Session.FIXING.zone());
        Instant published =
                today.atTime(PUBLISHING).atZone(Session.FIXING.zone()).toInstant();
        return workingDay(now.isBefore(published) ? today.minusDays(1) : today);
    }

    private static LocalDate workingDay(LocalDate day) {
        return Session.FIXING.trades(day) ? day : Session.FIXING.dayBefore(day);
    }

    /** Of the last day alone, whatever is asked: a published rate does not change. */
    private static String tag(String lastDay) {
        try {
            byte[] digest = MessageDigest.getInstance("MD5").digest(lastDay.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has MD5", e);
        }
    }

    private static Map<String, Object> head(String base) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("amount", new BigDecimal("1.0"));
        body.put("base", base);
        return body;
    }

    private static Optional<String> parameter(Call call, String... names) {
        return Arrays.stream(names)
                .map(call::parameter)
                .filter(value -> !value.isEmpty())
                .map(value -> value.toUpperCase(Locale.ROOT))
                .findFirst();
    }

    private static Reply notFound() {
        return Reply.json(404, "{\"message\":\"not found\"}");
    }
}
