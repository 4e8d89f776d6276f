package dev.quotewell.camel;

import java.util.List;

/** The path of a route, such as {@code /v1/{dataset}/{key}}: a segment in braces stands for any one that is not empty. */
final class PathPattern {

    private final List<String> segments;
    private final long exact;

    PathPattern(String path) {
        this.segments = List.of(path.split("/", -1));
        this.exact = segments.stream().filter(segment -> !isAny(segment)).count();
    }

    boolean matches(String[] path) {
        if (path.length != segments.size()) {
            return false;
        }
        for (int i = 0; i < path.length; i++) {
            String segment = segments.get(i);
            if (isAny(segment) ? path[i].isEmpty() : !segment.equals(path[i])) {
                return false;
            }
        }
        return true;
    }

    boolean isMoreExactThan(PathPattern other) {
        return exact > other.exact;
    }

    private static boolean isAny(String segment) {
        return segment.startsWith("{") && segment.endsWith("}");
    }
}
