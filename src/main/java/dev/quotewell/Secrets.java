package dev.quotewell;

import dev.quotewell.settings.InvalidSettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The keys of providers and the secrets of webhooks: a variable of the environment such as {@code FINNHUB_API_KEY}, or
 * a file that {@code FINNHUB_API_KEY_FILE} names, as container platforms mount them. Several keys stand one a line, or
 * with commas between them. They are nowhere but in the calls.
 */
record Secrets(Map<String, String> environment) {

    /** Empty when there is none. Throws {@link InvalidSettingsException} for a file that cannot be read. */
    List<String> find(String name) {
        String text = environment.get(name);
        String file = environment.get(name + "_FILE");
        return split(text == null && file != null ? read(name, file) : text);
    }

    private static String read(String name, String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException | RuntimeException unreadable) {
            throw new InvalidSettingsException(
                    List.of(name + "_FILE: found a file that cannot be read, allowed is the path of a readable one"));
        }
    }

    private static List<String> split(@Nullable String text) {
        return text == null
                ? List.of()
                : Arrays.stream(text.split("[,\\r\\n]+", -1))
                        .map(String::strip)
                        .filter(key -> !key.isEmpty())
                        .toList();
    }
}
