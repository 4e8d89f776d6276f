package dev.quotewell.camel;

import java.util.Optional;

/** What becomes of a tick that no instance ran in time. */
public enum MissedRun {
    SKIP("skip", 0),
    RUN_ONCE("runOnce", 1),
    CATCH_UP("catchUp", 1000);

    /** As a route writes it. */
    private final String code;

    private final int mostRun;

    MissedRun(String code, int mostRun) {
        this.code = code;
        this.mostRun = mostRun;
    }

    /** How many missed ticks, the newest, are run after all. */
    int mostRun() {
        return mostRun;
    }

    static Optional<MissedRun> find(String code) {
        for (MissedRun policy : values()) {
            if (policy.code.equals(code)) {
                return Optional.of(policy);
            }
        }
        return Optional.empty();
    }
}
