package dev.quotewell.settings;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Where settings are read from; what comes later stands over what comes earlier.
 *
 * @param config the directory with {@code application.properties}
 * @param profile reads {@code application-<profile>.properties}, too; empty for none, several have commas between them
 * @param environment such as {@code QUOTEWELL_REDIS_URI} for {@code quotewell.redis.uri}
 * @param commandLine keys and values given there
 */
public record SettingsSource(
        Path config, String profile, Map<String, String> environment, Map<String, String> commandLine) {

    public SettingsSource {
        environment = Map.copyOf(environment);
        commandLine = Map.copyOf(commandLine);
    }

    /** @throws InvalidSettingsException with all faults at once */
    public Settings read() {
        return Settings.read(config, profile, environment, commandLine);
    }

    /** The name of the variable of the environment that stands over a key. */
    public static String variable(String key) {
        return SettingsReader.variable(key);
    }

    /** The files that are read, whether they are there or not. */
    public List<Path> files() {
        List<Path> files = new ArrayList<>(List.of(config.resolve("application.properties")));
        for (String name : profile.isEmpty() ? new String[0] : profile.split(",", -1)) {
            files.add(config.resolve("application-" + name.strip() + ".properties"));
        }
        return files;
    }
}
