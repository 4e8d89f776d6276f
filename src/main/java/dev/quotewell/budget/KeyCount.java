package dev.quotewell.budget;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a key stands.
 *
 * @param underWay calls at this moment; 0 where they are not counted
 * @param closed why and until when it must not be used; null when it may
 * @param windows one a charge of the account, in its order
 */
public record KeyCount(String key, int underWay, @Nullable Closed closed, List<Window> windows) {

    public KeyCount {
        windows = List.copyOf(windows);
    }

    /** @param why the code of a failure class, or {@code nothing-left} */
    public record Closed(Instant until, String why) {}

    /** @param oldestLeaves when a rolling window's oldest call leaves; null for calendars and empty windows */
    public record Window(long used, @Nullable Instant oldestLeaves) {}
}
