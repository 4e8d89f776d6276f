package dev.quotewell.budget;

import java.util.Locale;

/** Who asks: people before schedules, schedules before back-fills. */
public enum Priority {
    INTERACTIVE,
    SCHEDULED,
    BACKFILL;

    /** As messages write it: {@code interactive}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
