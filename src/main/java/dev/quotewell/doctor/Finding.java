package dev.quotewell.doctor;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quotewell.json.Json;
import java.util.Locale;

/**
 * One thing that was looked at.
 *
 * @param about the part it belongs to, such as {@code redis} or {@code provider finnhub}
 * @param found what is so, in one line: no secret
 * @param advice what to do about it; empty when all is well
 */
public record Finding(Level level, String about, String found, String advice) {

    /** How bad it is. */
    public enum Level {
        OK,
        /** It works, until something else happens. */
        WARNING,
        /** It does not work, or a promise does not hold. */
        FAULT
    }

    static Finding ok(String about, String found) {
        return new Finding(Level.OK, about, found, "");
    }

    static Finding warning(String about, String found, String advice) {
        return new Finding(Level.WARNING, about, found, advice);
    }

    static Finding fault(String about, String found, String advice) {
        return new Finding(Level.FAULT, about, found, advice);
    }

    /** {@code {"level":"warning","about":"redis","found":"…","advice":"…"}}. */
    public ObjectNode json() {
        return Json.mapper()
                .createObjectNode()
                .put("level", level.name().toLowerCase(Locale.ROOT))
                .put("about", about)
                .put("found", found)
                .put("advice", advice);
    }
}
