package dev.quotewell.sample;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * FRED: {@code /fred/series/observations} in JSON, everything wrong is a 400 with a sentence. Known are six series from
 * 2000 on, with made-up values: GDP by quarter, UNRATE, CPIAUCSL and FEDFUNDS by month, DGS10 and DEXBZUS by working day,
 * with a "." on New Year's Day.
 */
final class FredFormat implements ProviderFormat {

    private static final LocalDate FIRST = LocalDate.of(2000, 1, 1);

    private enum Step {
        WORKING_DAY,
        MONTH,
        QUARTER
    }

    private record Series(Step step, double level, double growthAYear, int decimals) {}

    private static final Map<String, Series> SERIES = Map.of(
            "GDP", new Series(Step.QUARTER, 10_000, 0.045, 3),
            "UNRATE", new Series(Step.MONTH, 4.6, 0, 1),
            "CPIAUCSL", new Series(Step.MONTH, 169, 0.026, 3),
            "FEDFUNDS", new Series(Step.MONTH, 3.1, 0, 2),
            "DGS10", new Series(Step.WORKING_DAY, 3.9, 0, 2),
            "DEXBZUS", new Series(Step.WORKING_DAY, 2.1, 0.036, 4));

    private final long seed;

    FredFormat(long seed) {
        this.seed = seed;
    }

    @Override
    public String name() {
        return "fred";
    }

    @Override
    public Reply answer(Call call, Instant now) {
        if (!call.path().equals("/fred/series/observations")) {
            return Reply.page(404, "404 Not Found");
        }
        if (call.parameter("api_key").isEmpty()) {
            return wrong("Variable api_key is not set.  Read https://fred.stlouisfed.org/docs/api/api_key.html for more"
                    + " information.");
        }
        String id = call.parameter("series_id");
        Series series = SERIES.get(id);
        if (series == null) {
            return wrong("The series does not exist.");
        }
        LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        try {
            LocalDate from = LocalDate.parse(call.parameter("observation_start", "1776-07-04"));
            LocalDate to = LocalDate.parse(call.parameter("observation_end", "9999-12-31"));
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("realtime_start", today.toString());
            body.put("realtime_end", today.toString());
            body.put("observation_start", from.toString());
            body.put("observation_end", to.toString());
            body.put("units", "lin");
            List<Map<String, String>> observations = observations(id, series, from, to, today);
            body.put("count", observations.size());
            body.put("observations", observations);
            return Reply.json(body);
        } catch (DateTimeException notADate) {
            return wrong("Variable observation_start is not a valid date.");
        }
    }

    @Override
    public Reply refuse() {
        return Reply.json(429, "{\"error_code\":429,\"error_message\":\"Too Many Requests.  Exceeded Rate Limit\"}");
    }

    @Override
    public Reply lie(Call call) {
        return Reply.page(200, "FRED is being maintained");
    }

    private static Reply wrong(String sentence) {
        return Reply.json(400, "{\"error_code\":400,\"error_message\":\"Bad Request.  " + sentence + "\"}");
    }

    private List<Map<String, String>> observations(
            String id, Series series, LocalDate from, LocalDate to, LocalDate today) {
        List<Map<String, String>> observations = new ArrayList<>();
        for (LocalDate date = FIRST; !date.isAfter(to) && isOut(series, date, today); date = next(series, date)) {
            if (!date.isBefore(from) && isWorked(series, date)) {
                observations.add(Map.of("date", date.toString(), "value", value(id, series, date)));
            }
        }
        return observations;
    }

    /** A period is told when it is over, a day on the next. */
    private static boolean isOut(Series series, LocalDate date, LocalDate today) {
        return !next(series, date).isAfter(today);
    }

    private static LocalDate next(Series series, LocalDate date) {
        return switch (series.step()) {
            case WORKING_DAY -> date.plusDays(1);
            case MONTH -> date.plusMonths(1);
            case QUARTER -> date.plusMonths(3);
        };
    }

    private static boolean isWorked(Series series, LocalDate date) {
        return series.step() != Step.WORKING_DAY || date.getDayOfWeek().compareTo(DayOfWeek.SATURDAY) < 0;
    }

    private String value(String id, Series series, LocalDate date) {
        if (series.step() == Step.WORKING_DAY && date.getDayOfYear() == 1) {
            return ".";
        }
        double years = (date.toEpochDay() - FIRST.toEpochDay()) / 365.25;
        double noise = new SplittableRandom(seed * 31 + id.hashCode() * 1_000_003L + date.toEpochDay()).nextDouble();
        double value = series.level() * Math.pow(1 + series.growthAYear(), years) * (0.99 + 0.02 * noise);
        return BigDecimal.valueOf(value)
                .setScale(series.decimals(), RoundingMode.HALF_UP)
                .toPlainString();
    }
}
