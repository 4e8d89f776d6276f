package dev.quotewell.sample;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Quotes and bars as the markets' hours show them of the walk. Nothing after {@code now} is ever told. Safe for many threads. */
final class Tape {

    /** There are no bars before this day. */
    static final LocalDate BEGIN = LocalDate.of(2015, 1, 1);

    /** A shorter span is quicker made again than kept. */
    private static final Duration WORTH_KEEPING = Duration.ofHours(1);

    private final Walk walk;
    private final Cache<Span, Bar> spans =
            Caffeine.newBuilder().maximumSize(100_000).build();

    Tape(Walk walk) {
        this.walk = walk;
    }

    Quote quote(Instrument instrument, Instant now) {
        Session session = instrument.session();
        LocalDate day = session.dayAt(now);
        Instant time = earlier(now, session.close(day));
        BigDecimal previousClose = walk.price(instrument, session.close(session.dayBefore(day)));
        return new Quote(day, time, span(instrument, session.open(day), time), previousClose);
    }

    BigDecimal price(Instrument instrument, Instant at) {
        return walk.price(instrument, at);
    }

    /** Bars that start in a range, both ends included, newest first. The last one of a session may be shorter than the step. */
    List<Bar> bars(Instrument instrument, Duration step, Instant from, Instant to, Instant now) {
        Session session = instrument.session();
        Instant first = later(from, BEGIN.atStartOfDay(ZoneOffset.UTC).toInstant());
        Instant last = earlier(to, now);
        List<Bar> bars = new ArrayList<>();
        if (last.isBefore(first)) {
            return bars;
        }
        LocalDate day = session.dayAt(last);
        while (session.close(day).isAfter(first)) {
            List<Bar> ofDay = barsOf(instrument, day, step, now);
            Collections.reverse(ofDay);
            ofDay.removeIf(bar -> bar.start().isBefore(first) || bar.start().isAfter(last));
            bars.addAll(ofDay);
            day = session.dayBefore(day);
        }
        return bars;
    }

    /** One bar for each trading day in a range, both ends included, newest first. */
    List<Bar> days(Instrument instrument, LocalDate from, LocalDate to, Instant now) {
        Session session = instrument.session();
        return bars(instrument, session.length(), session.open(later(from, BEGIN)), session.open(to), now);
    }

    /** The span from a whole minute to any moment after it. */
    Bar span(Instrument instrument, Instant from, Instant to) {
        if (Duration.between(from, to).compareTo(WORTH_KEEPING) < 0) {
            return walk.bar(instrument, from, to);
        }
        // Whole minutes are asked for again and again; only what follows them differs from call to call.
        Instant whole = to.truncatedTo(ChronoUnit.MINUTES);
        Bar kept = spans.get(new Span(instrument.symbol(), from, whole), span -> walk.bar(instrument, from, whole));
        return whole.equals(to) ? kept : kept.join(walk.bar(instrument, whole, to));
    }

    private List<Bar> barsOf(Instrument instrument, LocalDate day, Duration step, Instant now) {
        Instant end = earlier(now, instrument.session().close(day));
        List<Bar> bars = new ArrayList<>();
        for (Instant start = instrument.session().open(day); start.isBefore(end); start = start.plus(step)) {
            bars.add(span(instrument, start, earlier(start.plus(step), end)));
        }
        return bars;
    }

    private static <T extends Comparable<? super T>> T earlier(T one, T other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    private static <T extends Comparable<? super T>> T later(T one, T other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    private record Span(String symbol, Instant from, Instant to) {}
}
