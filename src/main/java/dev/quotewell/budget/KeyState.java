package dev.quotewell.budget;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a key stands, for an operator.
 *
 * @param key its id, see {@link KeyId}
 * @param closedUntil null when the key may be used
 * @param closedWhy the code of a failure class, or {@code nothing-left}; empty when the key may be used
 */
public record KeyState(
        String key, int underWay, @Nullable Instant closedUntil, String closedWhy, List<Window> windows) {

    public KeyState {
        windows = List.copyOf(windows);
    }

    /** @param resetsAt when something of it is free again; null when nothing is used */
    public record Window(
            String name,
            long limit,
            long used,
            long remaining,
            @Nullable Instant resetsAt) {}

    static KeyState of(KeyCount count, List<Charge> charges) {
        List<Window> windows = new ArrayList<>();
        for (int i = 0; i < charges.size(); i++) {
            Charge charge = charges.get(i);
            KeyCount.Window counted = count.windows().get(i);
            Instant resetsAt = charge.span() instanceof Span.Calendar calendar && counted.used() > 0
                    ? calendar.end()
                    : counted.oldestLeaves();
            long remaining = Math.max(0, charge.limit() - counted.used());
            windows.add(new Window(charge.window(), charge.limit(), counted.used(), remaining, resetsAt));
        }
        KeyCount.Closed closed = count.closed();
        return new KeyState(
                count.key(),
                count.underWay(),
                closed == null ? null : closed.until(),
                closed == null ? "" : closed.why(),
                windows);
    }
}
