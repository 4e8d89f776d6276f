package dev.quotewell.redis;

import static java.util.stream.Collectors.toMap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a server on a port of this machine says of itself; while it loads its data it answers this, but no reads yet. */
record ServerAnswer(String product, String executable, long processId, Path directory, boolean loading) {

    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    /** Empty when nothing listens there, or nothing that answers like a Redis which lets us in. */
    static Optional<ServerAnswer> from(int port) {
        try (RespConnection connection = RespConnection.open(port, TIMEOUT)) {
            List<String> directory = connection.ask("CONFIG", "GET", "dir");
            Map<String, String> info = parse(String.join("\n", connection.ask("INFO")));
            boolean loading = info.getOrDefault("loading", "0").equals("1");
            if (directory.size() != 2 || !info.getOrDefault("process_id", "").matches("\\d{1,18}")) {
                return Optional.empty();
            }
            if (!loading && !connection.ask("PING").equals(List.of("PONG"))) {
                return Optional.empty();
            }
            return Optional.of(new ServerAnswer(
                    product(info),
                    info.getOrDefault("executable", "an unknown file"),
                    Long.parseLong(info.getOrDefault("process_id", "")),
                    Path.of(directory.get(1)),
                    loading));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    boolean isIn(Path expected) {
        try {
            return Files.isSameFile(directory, expected);
        } catch (IOException e) {
            return false;
        }
    }

    private static String product(Map<String, String> info) {
        String valkey = info.get("valkey_version");
        return valkey == null ? "Redis " + info.getOrDefault("redis_version", "?") : "Valkey " + valkey;
    }

    private static Map<String, String> parse(String info) {
        return info.lines()
                .map(line -> line.split(":", 2))
                .filter(pair -> pair.length == 2)
                .collect(toMap(pair -> pair[0], pair -> pair[1], (first, second) -> first));
    }
}
