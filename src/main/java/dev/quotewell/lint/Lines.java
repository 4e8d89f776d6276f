package dev.quotewell.lint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The lines of files that faults were told about. For one thread. */
final class Lines {

    private final Map<String, List<String>> files = new HashMap<>();

    /** Where the text of a line begins, from 1. */
    int firstColumn(String file, int line) {
        List<String> lines = of(file);
        if (line > lines.size()) {
            return 1;
        }
        String text = lines.get(line - 1);
        return text.isBlank() ? 1 : text.length() - text.stripLeading().length() + 1;
    }

    /** The line of a properties file that sets a key, from 1; 1 where none does. */
    int ofKey(String file, String key) {
        List<String> lines = of(file);
        for (int i = lines.size() - 1; i >= 0; i--) {
            String line = lines.get(i).strip();
            if (line.startsWith(key) && line.substring(key.length()).matches("\\s*[=:].*|\\s.*|")) {
                return i + 1;
            }
        }
        return 1;
    }

    private List<String> of(String file) {
        return files.computeIfAbsent(file, name -> {
            try {
                return Files.readAllLines(Path.of(name));
            } catch (IOException | RuntimeException unreadable) {
                return List.of();
            }
        });
    }
}
