package dev.quotewell.access;

import dev.quotewell.yaml.ConfigurationFaultsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys as their file has them at present, so that one can be taken away without a restart. A file that became wrong
 * changes nothing. Safe for many threads.
 */
public final class KeyRing implements Supplier<ApiKeys> {

    private static final Logger log = LoggerFactory.getLogger(KeyRing.class);

    private static final int LOOKS_IN_VAIN = 2;

    private final Path file;
    private volatile ApiKeys keys;
    private @Nullable String content;
    private int failedLooks;

    /** @throws ConfigurationFaultsException the file holds faults */
    public KeyRing(Path file) {
        this.file = file;
        this.content = content();
        this.keys = KeysFile.read(file);
    }

    @Override
    public ApiKeys get() {
        return keys;
    }

    /** Reads the file again if it changed. For one thread. */
    public void look() {
        String now = content();
        if (now == null) {
            tellGone();
            return;
        }
        failedLooks = 0;
        if (now.equals(content)) {
            return;
        }
        content = now;
        try {
            keys = KeysFile.read(file);
            log.info("Read the keys of the API anew from {}", file);
        } catch (ConfigurationFaultsException e) {
            log.error("The keys of the API stay as they were: {}", e.getMessage());
        }
    }

    /** Once, and not at the first look that fails: it may just be being replaced. */
    private void tellGone() {
        failedLooks++;
        if (failedLooks == LOOKS_IN_VAIN) {
            log.error("The keys of the API stay as they were: {} cannot be read, must be a file in UTF-8", file);
        }
    }

    /** Null while it cannot be read, as when it is just being replaced. */
    private @Nullable String content() {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return null;
        }
    }
}
