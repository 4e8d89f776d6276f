package dev.quotewell.camel;

import dev.quotewell.market.Cron;
import dev.quotewell.market.Market;
import dev.quotewell.market.Markets;
import dev.quotewell.market.Ticks;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A schedule, checked.
 *
 * @param grace how late a tick is on time
 * @param queue whether a tick is run while messages of an earlier one are not worked off
 * @param spread over which time the messages of a tick become due; zero for at once
 */
public record Schedule(String name, Ticks ticks, MissedRun missedRun, Duration grace, boolean queue, Duration spread) {

    /** What a route says. */
    public record Fields(
            String name,
            String cron,
            String timeZone,
            @Nullable String onlyInSession,
            String missedRun,
            String overlap,
            Duration grace,
            Duration spread) {}

    /** @throws IllegalArgumentException with all that is wrong, and what is allowed */
    public static Schedule of(Fields fields, @Nullable Markets markets) {
        List<String> faults = new ArrayList<>();
        ZoneId zone = zone(fields.timeZone(), faults);
        Cron cron = cron(fields.cron(), zone, faults);
        Market market = market(fields.onlyInSession(), markets, faults);
        Optional<MissedRun> missedRun = MissedRun.find(fields.missedRun());
        if (missedRun.isEmpty()) {
            faults.add("missedRun is " + fields.missedRun() + ", must be skip, runOnce or catchUp");
        }
        boolean queue = fields.overlap().equals("queue");
        if (!queue && !fields.overlap().equals("skip")) {
            faults.add("overlap is " + fields.overlap() + ", must be skip or queue");
        }
        if (fields.overlap().equals("skip") && missedRun.equals(Optional.of(MissedRun.CATCH_UP))) {
            faults.add("missedRun is catchUp and overlap is skip, which would skip all missed ticks but the first:"
                    + " overlap must be queue");
        }
        if (fields.grace().isNegative() || fields.grace().isZero()) {
            faults.add("grace is " + fields.grace().toMillis() + "ms, must be at least 1ms");
        }
        if (fields.spread().isNegative()) {
            faults.add("spread is " + fields.spread().toMillis() + "ms, must be at least 0s");
        }
        if (cron == null || missedRun.isEmpty() || !faults.isEmpty()) {
            throw new IllegalArgumentException("schedule:" + fields.name() + ": " + String.join("; ", faults));
        }
        return new Schedule(
                fields.name(), new Ticks(cron, market), missedRun.get(), fields.grace(), queue, fields.spread());
    }

    private static ZoneId zone(String name, List<String> faults) {
        try {
            return ZoneId.of(name);
        } catch (DateTimeException unknown) {
            faults.add("timeZone is " + name + ", must be a zone such as UTC or America/New_York");
            return ZoneId.of("UTC");
        }
    }

    private static @Nullable Cron cron(String expression, ZoneId zone, List<String> faults) {
        try {
            return Cron.of(expression, zone);
        } catch (IllegalArgumentException e) {
            faults.add("cron is " + expression + " (" + e.getMessage() + "), must be a Quartz cron: seconds, minutes,"
                    + " hours, day of month, month, day of week, such as 0 */5 * * * ?");
            return null;
        }
    }

    private static @Nullable Market market(@Nullable String name, @Nullable Markets markets, List<String> faults) {
        if (name == null) {
            return null;
        }
        Optional<Market> market = Optional.ofNullable(markets).flatMap(all -> all.find(name.toLowerCase(Locale.ROOT)));
        if (market.isEmpty()) {
            String allowed = markets == null
                    ? "left out, as no markets are known here"
                    : "one of "
                            + markets.all().stream()
                                    .map(known -> known.name().toUpperCase(Locale.ROOT))
                                    .collect(Collectors.joining(", "));
            faults.add("onlyInSession is " + name + ", must be " + allowed);
        }
        return market.orElse(null);
    }
}
