package dev.quotewell.redis;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Counts calls as a provider sees them, knowing nothing of how they were granted. */
final class Windows {

    private Windows() {}

    /** The most calls in any window of this length, wherever it begins; a call is in it until it is as old as that. */
    static int most(List<Instant> calls, Duration length) {
        List<Instant> sorted = calls.stream().sorted().toList();
        int most = 0;
        int first = 0;
        for (int last = 0; last < sorted.size(); last++) {
            while (!sorted.get(first).plus(length).isAfter(sorted.get(last))) {
                first++;
            }
            most = Math.max(most, last - first + 1);
        }
        return most;
    }
}
