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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The settings as a run would read them: what they give to routes, and what is wrong with them. */
record SettingFiles(Placeholders placeholders, List<Path> files, List<Fault> faults, Map<String, String> values) {

    private static final Pattern TOLD =
            Pattern.compile("(.+?): (?:there is no key )?([\\w.\\[\\]-]+)(.*)", Pattern.DOTALL);

    SettingFiles {
        files = List.copyOf(files);
        faults = List.copyOf(faults);
        values = Map.copyOf(values);
    }

    static SettingFiles read(SettingsSource source, Lines lines) {
        List<Path> files = source.files();
        Map<String, String> environment = source.environment();
        try {
            Settings settings = source.read();
            Placeholders placeholders = new Placeholders(RouteProperties.of(settings), environment);
            return new SettingFiles(placeholders, files, List.of(), settings.others());
        } catch (InvalidSettingsException wrong) {
            Map<String, String> values = raw(files);
            List<Fault> faults =
                    wrong.faults().stream().map(fault -> fault(fault, lines)).toList();
            Placeholders placeholders = new Placeholders(RouteProperties.ofBroken(values), environment);
            return new SettingFiles(placeholders, files, faults, values);
        }
    }

    private static Map<String, String> raw(List<Path> files) {
        Map<String, String> values = new HashMap<>();
        for (Path file : files) {
            try (Reader text = Files.newBufferedReader(file)) {
                Properties properties = new Properties();
                properties.load(text);
                properties.stringPropertyNames().forEach(key -> values.put(key, properties.getProperty(key)));
            } catch (IOException | IllegalArgumentException told) {
                // By the reader of settings, whose faults these are.
            }
        }
        return values;
    }

    private static Fault fault(String text, Lines lines) {
        Matcher told = TOLD.matcher(text);
        if (!told.matches()) {
            return new Fault(Place.top("settings"), text);
        }
        String file = told.group(1);
        String key = told.group(2);
        String message = text.substring(file.length() + 2);
        int line = lines.ofKey(file, key);
        String known = message.startsWith("there is no key ") ? message.replaceFirst(".*allowed are ", "") : "";
        return new Fault(
                new Place(file, line, lines.firstColumn(file, line)),
                known.isEmpty()
                        ? "found that " + message.replace(", must be", ", allowed is")
                        : "found the key " + key + ", allowed are " + known
                                + Spelling.suggestion(key, List.of(known.split(", ", -1))));
    }
}
