package dev.quotewell.settings;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The recording of traffic for {@code quotewell plan} ({@code quotewell.recording.…}).
 *
 * @param file where it is written ({@code quotewell.recording.file}); null, the default, for no recording
 * @param limitBytes how large the file gets at most, then the recording ends ({@code quotewell.recording.limit});
 *     default 1GB
 */
public record RecordingSettings(@Nullable Path file, long limitBytes) {

    static RecordingSettings read(SettingsReader reader) {
        String file = reader.text("quotewell.recording.file", "");
        return new RecordingSettings(
                file.isEmpty() ? null : Path.of(file), reader.size("quotewell.recording.limit", "1GB"));
    }
}
