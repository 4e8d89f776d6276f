package dev.quotewell.redis;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Waits for the server of one directory, whoever started it. A server on the right port counts only if it says that it
 * works in this directory: a port may have gone to a stranger meanwhile.
 *
 * @param patience how long a server may give no answer at all
 * @param loadingPatience how long it may then read its data
 */
record ServerWatch(Path directory, Duration patience, Duration loadingPatience) {

    Sighting awaitReady(int port, BooleanSupplier ended) {
        Sighting first = Polling.until(patience, () -> look(port, ended)).orElse(new Sighting.Silent());
        if (!(first instanceof Sighting.Loading)) {
            return first;
        }
        return Polling.until(
                        loadingPatience,
                        () -> look(port, ended).filter(sighting -> !(sighting instanceof Sighting.Loading)))
                .orElse(first);
    }

    private Optional<Sighting> look(int port, BooleanSupplier ended) {
        Optional<ServerAnswer> answer = ServerAnswer.from(port).filter(found -> found.isIn(directory));
        if (answer.isPresent()) {
            return answer.map(found -> found.loading() ? new Sighting.Loading(found) : new Sighting.Ready(found));
        }
        return ended.getAsBoolean() ? Optional.of(new Sighting.Ended()) : Optional.empty();
    }
}
