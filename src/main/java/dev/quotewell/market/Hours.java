package dev.quotewell.market;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/** The hours of one trading day, in their order; without any it is a holiday. */
record Hours(List<Stretch> stretches) {

    static final Hours NONE = new Hours(List.of());

    Hours {
        stretches = List.copyOf(stretches);
    }

    List<Spell> spells(LocalDate day, ZoneId zone) {
        return stretches.stream().map(stretch -> stretch.on(day, zone)).toList();
    }

    Optional<Session> session(LocalDate day, ZoneId zone) {
        List<Spell> regular = spells(day, zone).stream()
                .filter(spell -> spell.phase() == Phase.REGULAR)
                .toList();
        if (regular.isEmpty()) {
            return Optional.empty();
        }
        Instant close = regular.get(regular.size() - 1).until();
        return Optional.of(new Session(day, regular.get(0).from(), close));
    }
}
