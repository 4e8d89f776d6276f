package dev.quotewell.redis;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells once when Redis begins to refuse to store (it is full, or a replica) and once when it stores again, which is
 * when each kind of command that was refused has succeeded. Safe for many threads.
 */
final class Refusals {

    private static final Logger log = LoggerFactory.getLogger(Refusals.class);

    private final Set<Class<?>> refused = ConcurrentHashMap.newKeySet();
    private boolean told;

    void refused(Class<?> kind, String why) {
        if (refused.add(kind)) {
            tell(why);
        }
    }

    void stored(Class<?> kind) {
        // Nearly always there is none, and no lock to take.
        if (!refused.isEmpty() && refused.remove(kind)) {
            tell("");
        }
    }

    private synchronized void tell(String why) {
        boolean refuses = !refused.isEmpty();
        if (refuses == told) {
            return;
        }
        told = refuses;
        if (refuses) {
            log.warn("Redis refuses to store ({}): going on without storing", why);
        } else {
            log.info("Redis stores again");
        }
    }
}
