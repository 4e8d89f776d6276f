package dev.quotewell.lint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The lines of files that faults were told about. For one thread. */
final class Lines {

    private static final Pattern KEY = Pattern.compile("\\s*([^#!\\s=:][^\\s=:]*)\\s*[=:]");

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

    /** Where a field stands in a line, from 1; where the line's text begins when it is not there. */
    int column(String file, int line, String field) {
        List<String> lines = of(file);
        Matcher name = Pattern.compile("(?<![\\w.-])" + Pattern.quote(field) + "\"?\\s*:")
                .matcher(line > lines.size() || field.isEmpty() ? "" : lines.get(line - 1));
        return name.find() ? name.start() + 1 : firstColumn(file, line);
    }

    /** The keys that stand twice in a properties file, by the line of the later. */
    Map<Integer, String> doubled(String file) {
        Map<Integer, String> doubled = new TreeMap<>();
        Set<String> keys = new HashSet<>();
        List<String> lines = of(file);
        for (int i = 0; i < lines.size(); i++) {
            boolean goesOn = i > 0 && lines.get(i - 1).endsWith("\\");
            Matcher key = KEY.matcher(lines.get(i));
            if (!goesOn && key.lookingAt() && !keys.add(key.group(1))) {
                doubled.put(i + 1, key.group(1));
            }
        }
        return doubled;
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
