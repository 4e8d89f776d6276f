package dev.quotewell.message;

import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Whether events pile up so high that somebody must know, or that work which can wait must wait.
 *
 * <p>A level that was reached ends only when the number has sunk to {@value #ENDS_AT} of its threshold, so that it does
 * not come and go with every sample. As a supplier it says whether to hold back. Safe for many threads.
 */
public final class OutboxPressure implements BooleanSupplier {

    static final double MEMORY_ALARM = 0.75;
    static final double MEMORY_LIMIT = 0.90;
    static final double ENDS_AT = 0.9;

    /** How bad it is. */
    public enum Level {
        CALM,
        /** Somebody should look. */
        ALARM,
        /** Schedules and back-fills wait. */
        FULL
    }

    /**
     * From how many entries on.
     *
     * @param alarm less than {@code limit}
     */
    public record Limits(long alarm, long limit) {
        public Limits {
            if (alarm < 1 || alarm >= limit) {
                throw new IllegalArgumentException(
                        "The alarm is " + alarm + " and the limit " + limit + ", the alarm must be 1 or more and less");
            }
        }
    }

    /**
     * What was seen.
     *
     * @param entries in the outbox
     * @param memory the used part of what Redis may use, from 0 to 1; 0 when it may use all there is
     */
    public record Sample(long entries, double memory) {}

    /** A step from one level to another. */
    public record Change(Level from, Level to) {
        public boolean isRise() {
            return to.compareTo(from) > 0;
        }
    }

    private final Limits limits;
    private volatile Level level = Level.CALM;

    public OutboxPressure(Limits limits) {
        this.limits = limits;
    }

    /** Takes a sample in; tells when that changed the level. */
    public synchronized Optional<Change> judge(Sample sample) {
        Level before = level;
        level = next(sample);
        return level == before ? Optional.empty() : Optional.of(new Change(before, level));
    }

    private Level next(Sample sample) {
        if (reaches(sample, Level.FULL, limits.limit(), MEMORY_LIMIT)) {
            return Level.FULL;
        }
        return reaches(sample, Level.ALARM, limits.alarm(), MEMORY_ALARM) ? Level.ALARM : Level.CALM;
    }

    private boolean reaches(Sample sample, Level asked, long entries, double memory) {
        double share = level.compareTo(asked) >= 0 ? ENDS_AT : 1;
        return sample.entries() >= entries * share || sample.memory() >= memory * share;
    }

    public Level level() {
        return level;
    }

    /** Whether work that can wait must wait. */
    @Override
    public boolean getAsBoolean() {
        return level == Level.FULL;
    }
}
