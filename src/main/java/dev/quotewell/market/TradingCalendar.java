package dev.quotewell.market;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which hours hold on which day. {@code hours} are those of a usual day from a date on, the first from
 * {@link LocalDate#MIN}; {@code exceptions} are the holidays ({@link Hours#NONE}) and the days with hours of their own.
 * {@code lastYear} is the last whose exceptions are known, null where there are none to know.
 */
record TradingCalendar(
        String file,
        ZoneId zone,
        Set<DayOfWeek> days,
        NavigableMap<LocalDate, Hours> hours,
        Map<LocalDate, Hours> exceptions,
        @Nullable Integer lastYear) {

    /** Longer than any exchange was ever closed, so that a search ends. */
    private static final int MAX_DAYS = 366;

    private static final int WARNED_DAYS = 60;

    TradingCalendar {
        days = Set.copyOf(days);
        hours = Collections.unmodifiableNavigableMap(new TreeMap<>(hours));
        exceptions = Map.copyOf(exceptions);
    }

    LocalDate dateOf(Instant moment) {
        return LocalDate.ofInstant(moment, zone);
    }

    private Hours hoursOf(LocalDate day) {
        Hours exception = exceptions.get(day);
        if (exception != null) {
            return exception;
        }
        return days.contains(day.getDayOfWeek()) ? hours.floorEntry(day).getValue() : Hours.NONE;
    }

    Phase phase(Instant moment) {
        return lastSpell(moment)
                .filter(spell -> moment.isBefore(spell.until()))
                .map(Spell::phase)
                .orElse(Phase.CLOSED);
    }

    /** The running or latest spell. The next day is looked at too: it may have begun the evening before. */
    Optional<Spell> lastSpell(Instant moment) {
        LocalDate next = dateOf(moment).plusDays(1);
        for (int back = 0; back <= MAX_DAYS; back++) {
            List<Spell> spells = spells(next.minusDays(back));
            for (int i = spells.size() - 1; i >= 0; i--) {
                if (!spells.get(i).from().isAfter(moment)) {
                    return Optional.of(spells.get(i));
                }
            }
        }
        return Optional.empty();
    }

    /** The first spell that begins after the moment. */
    Optional<Spell> nextSpell(Instant moment) {
        LocalDate today = dateOf(moment);
        for (int ahead = 0; ahead <= MAX_DAYS; ahead++) {
            for (Spell spell : spells(today.plusDays(ahead))) {
                if (spell.from().isAfter(moment)) {
                    return Optional.of(spell);
                }
            }
        }
        return Optional.empty();
    }

    /** The next start of a regular phase; where one day's follows on the other's, that is no start. */
    Optional<Instant> nextOpen(Instant moment) {
        Instant regularUntil = lastSpell(moment)
                .filter(spell -> spell.phase() == Phase.REGULAR)
                .map(Spell::until)
                .orElse(Instant.MIN);
        LocalDate today = dateOf(moment);
        for (int ahead = 0; ahead <= MAX_DAYS; ahead++) {
            for (Spell spell : spells(today.plusDays(ahead))) {
                if (spell.phase() != Phase.REGULAR || !spell.from().isAfter(moment)) {
                    continue;
                }
                if (!spell.from().equals(regularUntil)) {
                    return Optional.of(spell.from());
                }
                regularUntil = spell.until();
            }
        }
        return Optional.empty();
    }

    /** The running or latest session. */
    Optional<Session> lastSession(Instant moment) {
        LocalDate next = dateOf(moment).plusDays(1);
        for (int back = 0; back <= MAX_DAYS; back++) {
            LocalDate day = next.minusDays(back);
            Optional<Session> session = hoursOf(day).session(day, zone);
            if (session.isPresent() && !session.get().open().isAfter(moment)) {
                return session;
            }
        }
        return Optional.empty();
    }

    /** Empty while the holidays are known for another 60 days. */
    Optional<String> warning(Instant now) {
        if (lastYear == null
                || dateOf(now).isBefore(LocalDate.of(lastYear + 1, 1, 1).minusDays(WARNED_DAYS))) {
            return Optional.empty();
        }
        return Optional.of(file + " knows holidays until " + lastYear + " only: from " + (lastYear + 1)
                + " on every holiday counts as a trading day; add the exchange's new calendar");
    }

    private List<Spell> spells(LocalDate day) {
        return hoursOf(day).spells(day, zone);
    }
}
