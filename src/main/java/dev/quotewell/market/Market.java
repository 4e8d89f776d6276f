package dev.quotewell.market;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * A market with its hours, holidays and the age its data may have, as {@code config/markets/<name>.yaml} tells them.
 * The moment is always handed in. Safe for many threads.
 */
public final class Market {

    private static final Duration LONGEST_WAIT = Duration.ofDays(14);
    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(5);

    private final String name;
    private final String title;
    private final TradingCalendar calendar;
    private final AgeRule ageRule;
    private final List<SymbolRule> symbols;

    Market(String name, String title, TradingCalendar calendar, AgeRule ageRule, List<SymbolRule> symbols) {
        this.name = name;
        this.title = title;
        this.calendar = calendar;
        this.ageRule = ageRule;
        this.symbols = List.copyOf(symbols);
    }

    /** The name of its file: {@code xnys}. */
    public String name() {
        return name;
    }

    /** Its name in full: {@code New York Stock Exchange}. */
    public String title() {
        return title;
    }

    public Phase phase(Instant now) {
        return calendar.phase(now);
    }

    /** Whether it is in its regular phase. */
    public boolean isOpen(Instant now) {
        return phase(now) == Phase.REGULAR;
    }

    /**
     * The next start of a regular phase after the moment, the end of a lunch break included. Empty for a market that
     * never closes.
     */
    public Optional<Instant> nextOpen(Instant now) {
        return calendar.nextOpen(now);
    }

    /** The running or latest session. Within a lunch break it is that of the day. */
    public Optional<Session> lastSession(Instant now) {
        return calendar.lastSession(now);
    }

    /**
     * How long a price that is loaded now stays right: until the next phase that is not closed, 14 days at most. Empty
     * while prices may change: in the phases pre, regular and post, and after them for as long as a quote may be late,
     * since late feeds and closing auctions still bring new prices then.
     */
    public Optional<Duration> untilPricesMove(Instant now) {
        Instant stillComing = now.minus(ageRule.lateness());
        boolean moving = calendar.lastSpell(now)
                .map(spell -> spell.until().isAfter(stillComing))
                .orElse(false);
        if (moving) {
            return Optional.empty();
        }
        return Optional.of(calendar.nextSpell(now)
                .map(spell -> Duration.between(now, spell.from()))
                .filter(wait -> wait.compareTo(LONGEST_WAIT) < 0)
                .orElse(LONGEST_WAIT));
    }

    /**
     * Whether a datum of this moment cannot be the latest any more. For exchanges: it is of before the latest session
     * that has been open for {@code quoteDelay}, so Friday's price is right all weekend and in Monday's first minutes.
     * For markets that hardly pause: more than {@code maxAge} of open time has passed since.
     */
    public boolean isTooOld(Instant asOf, Instant now) {
        return ageRule.isTooOld(asOf, now, calendar);
    }

    /** The same for a datum that tells its day alone, in the market's own time. */
    public boolean isTooOld(LocalDate asOf, Instant now) {
        return ageRule.isTooOld(asOf, now, calendar);
    }

    /** Whether a datum claims to be of more than five minutes ahead, which no difference of clocks explains. */
    public boolean isFromTheFuture(Instant asOf, Instant now) {
        return asOf.isAfter(now.plus(CLOCKS_DIFFER));
    }

    /** Whether a datum claims to be of later than tomorrow, which no difference of time zones explains. */
    public boolean isFromTheFuture(LocalDate asOf, Instant now) {
        return asOf.isAfter(calendar.dateOf(now).plusDays(1));
    }

    /** A sentence for the operator once the holidays are known for less than 60 days more, or not at all. */
    public Optional<String> warning(Instant now) {
        return calendar.warning(now);
    }

    boolean covers(String dataset, String symbol) {
        return symbols.stream().anyMatch(rule -> rule.covers(dataset, symbol));
    }

    boolean sharesCalendarWith(Market other) {
        return calendar.equals(other.calendar);
    }
}
