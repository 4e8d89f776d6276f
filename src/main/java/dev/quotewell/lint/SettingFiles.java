package dev.quotewell.lint;

import dev.quotewell.routefile.Placeholders;
import dev.quotewell.settings.InvalidSettingsException;
import dev.quotewell.settings.RouteProperties;
import dev.quotewell.settings.Settings;
import dev.quotewell.settings.SettingsSource;
import dev.quotewell.yaml.Place;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The settings as a run would read them: what they give to routes, and what is wrong with them.
 *
 * @param keys where the files set them
 * @param readable whether all files could be read
 */
record SettingFiles(
        Placeholders placeholders,
        List<Path> files,
        List<Fault> faults,
        Map<String, String> values,
        Map<String, Place> keys,
        boolean readable) {

    private static final Pattern TOLD =
            Pattern.compile("(.+?): (?:there is no key )?([\\w.\\[\\]-]+)(.*)", Pattern.DOTALL);

    SettingFiles {
        files = List.copyOf(files);
        faults = List.copyOf(faults);
        values = Map.copyOf(values);
        keys = Map.copyOf(keys);
    }

    static SettingFiles read(SettingsSource source, Lines lines) {
        List<Path> files = source.files();
        Map<String, String> environment = source.environment();
        Map<String, String> values = new HashMap<>();
        Map<String, Place> keys = new HashMap<>();
        List<Fault> faults = new ArrayList<>();
        boolean readable = true;
        for (Path file : files) {
            Optional<Map<String, String>> read = raw(file);
            readable &= read.isPresent();
            Map<String, String> own = read.orElse(Map.of());
            values.putAll(own);
            own.keySet().forEach(key -> keys.put(key, place(file.toString(), key, lines)));
            lines.doubled(file.toString())
                    .forEach((line, key) -> faults.add(new Fault(
                            new Place(file.toString(), line, lines.firstColumn(file.toString(), line)),
                            "found " + key + " twice, allowed is once")));
            faults.addAll(Dangers.check(own, key -> place(file.toString(), key, lines)));
        }
        try {
            Settings settings = source.read();
            Placeholders placeholders = new Placeholders(RouteProperties.of(settings), environment);
            return new SettingFiles(placeholders, files, faults, settings.others(), keys, readable);
        } catch (InvalidSettingsException wrong) {
            wrong.faults().forEach(fault -> faults.add(fault(fault, lines)));
            Placeholders placeholders = new Placeholders(RouteProperties.ofBroken(values), environment);
            return new SettingFiles(placeholders, files, faults, values, keys, readable);
        }
    }

    private static Optional<Map<String, String>> raw(Path file) {
        Map<String, String> values = new TreeMap<>();
        try (Reader text = Files.newBufferedReader(file)) {
            Properties properties = new Properties();
            properties.load(text);
            properties.stringPropertyNames().forEach(key -> values.put(key, properties.getProperty(key)));
            return Optional.of(values);
        } catch (IOException | IllegalArgumentException told) {
            // By the reader of settings, whose faults these are.
        }
        return Optional.empty();
    }

    private static Place place(String file, String key, Lines lines) {
        int line = lines.ofKey(file, key);
        return new Place(file, line, lines.firstColumn(file, line));
    }

    private static Fault fault(String text, Lines lines) {
        Matcher told = TOLD.matcher(text);
        if (!told.matches()) {
            return new Fault(Place.top("settings"), text);
        }
        String file = told.group(1);
        String key = told.group(2);
        String message = text.substring(file.length() + 2);
        String known = message.startsWith("there is no key ") ? message.replaceFirst(".*allowed are ", "") : "";
        return new Fault(
                place(file, key, lines),
                known.isEmpty()
                        ? "found that " + message.replace(", must be", ", allowed is")
                        : "found the key " + key + ", allowed are " + known
                                + Spelling.suggestion(key, List.of(known.split(", ", -1))));
    }
}
