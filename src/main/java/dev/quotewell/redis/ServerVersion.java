package dev.quotewell.redis;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The version of a Redis or Valkey server; the third number never matters to us. */
record ServerVersion(int major, int minor) implements Comparable<ServerVersion> {

    // "Redis server v=7.0.15 sha=00000000:0 malloc=libc bits=64 build=…", "Valkey server v=8.1.3 sha=…"
    private static final Pattern STATED =
            Pattern.compile("(?:Redis|Valkey) server v=(\\d{1,4})\\.(\\d{1,4})", Pattern.CASE_INSENSITIVE);

    private static final Comparator<ServerVersion> ORDER =
            Comparator.comparingInt(ServerVersion::major).thenComparingInt(ServerVersion::minor);

    /** Reads what {@code redis-server --version} prints. */
    static Optional<ServerVersion> findIn(String output) {
        Matcher stated = STATED.matcher(output);
        if (!stated.find()) {
            return Optional.empty();
        }
        return Optional.of(new ServerVersion(Integer.parseInt(stated.group(1)), Integer.parseInt(stated.group(2))));
    }

    boolean isAtLeast(ServerVersion other) {
        return compareTo(other) >= 0;
    }

    @Override
    public int compareTo(ServerVersion other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
