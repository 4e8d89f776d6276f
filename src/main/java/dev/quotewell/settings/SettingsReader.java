package dev.quotewell.settings;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads settings: later files over earlier ones, the environment over files, the command line over both. What a variable
 * may say may also stand in a file that the variable with {@code _FILE} behind its name names, as container platforms
 * mount secrets. Collects all faults, so that they are told at once. For one thread.
 */
final class SettingsReader {

    private static final String OURS = "quotewell.";
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

    private static final Pattern NO_PORT = Pattern.compile("(://[^/:\\[]*):(?!\\d{1,5}([/?#,]|$)).*");

    private static final Pattern SIZE = Pattern.compile("(\\d{1,6})(B|KB|MB|GB)");

    private record Found(String value, String where) {}

    private final Map<String, Found> found = new TreeMap<>();
    private final Map<String, String> environment;
    private final List<String> faults = new ArrayList<>();
    private final TreeSet<String> known = new TreeSet<>();

    SettingsReader(Map<String, String> environment) {
        this.environment = environment;
    }

    void file(Path file) {
        Properties properties = new Properties();
        try (Reader text = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(text);
        } catch (IOException | IllegalArgumentException e) {
            faults.add(file + ": cannot be read, must be a properties file in UTF-8");
            return;
        }
        properties.stringPropertyNames().forEach(key -> put(key, properties.getProperty(key), file.toString()));
    }

    void put(String key, String value, String where) {
        found.put(key, new Found(value.strip(), where));
    }

    String text(String key, String fallback) {
        return find(key, fallback).value();
    }

    /** The path of a file that is there; null when the key is absent or empty. */
    @Nullable
    Path existingFile(String key) {
        Found setting = find(key, "");
        if (setting.value().isEmpty()) {
            return null;
        }
        Path file = Path.of(setting.value());
        if (!Files.isRegularFile(file)) {
            fault(setting, key, "must be the path of a file that is there");
        }
        return file;
    }

    int number(String key, int fallback, int least, int most) {
        Found setting = find(key, Integer.toString(fallback));
        try {
            int value = Integer.parseInt(setting.value());
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Told below, as for a number out of bounds.
        }
        fault(setting, key, "must be a whole number from " + least + " to " + most);
        return fallback;
    }

    Duration duration(String key, Duration fallback) {
        Found setting = find(key, fallback.toMillis() + "ms");
        Matcher matcher = DURATION.matcher(setting.value());
        if (!matcher.matches()) {
            fault(setting, key, "must be a duration such as 500ms, 30s, 15m, 6h or 1d");
            return fallback;
        }
        long amount = Long.parseLong(matcher.group(1));
        if (amount < 1) {
            fault(setting, key, "must be at least 1ms");
            return fallback;
        }
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }

    boolean flag(String key, boolean fallback) {
        Found setting = find(key, Boolean.toString(fallback));
        if (!setting.value().matches("true|false")) {
            fault(setting, key, "must be true or false");
        }
        return setting.value().equals("true");
    }

    /** Names with commas between them; none by default. */
    Set<String> names(String key) {
        return Arrays.stream(find(key, "").value().split(",", -1))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toSet());
    }

    /** In bytes, up to 1 TB. */
    long size(String key, String fallback) {
        Found setting = find(key, fallback);
        Matcher matcher = SIZE.matcher(setting.value());
        if (!matcher.matches()) {
            fault(setting, key, "must be a size such as 500B, 64KB, 100MB or 2GB");
            return 0;
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "B" -> amount;
            case "KB" -> amount << 10;
            case "MB" -> amount << 20;
            default -> amount << 30;
        };
    }

    void fault(String key, String allowed) {
        fault(find(key, ""), key, allowed);
    }

    private void fault(Found setting, String key, String allowed) {
        faults.add(setting.where() + ": " + key + " is '" + withoutSecret(setting.value()) + "', " + allowed);
    }

    /** What stands before the host of a URI may be a password, and in place of its port, too. */
    private static String withoutSecret(String value) {
        int host = value.lastIndexOf('@');
        if (host >= 0) {
            return "…" + value.substring(host);
        }
        return NO_PORT.matcher(value).replaceFirst("$1:…");
    }

    private Found find(String key, String fallback) {
        known.add(key);
        if (!"command line".equals(where(key))) {
            Found given = fromEnvironment(key);
            if (given != null) {
                return given;
            }
        }
        return found.getOrDefault(key, new Found(fallback, "default"));
    }

    private @Nullable Found fromEnvironment(String key) {
        String variable = variable(key);
        String value = environment.get(variable);
        if (value != null) {
            return new Found(value.strip(), "environment " + variable);
        }
        String file = environment.get(variable + "_FILE");
        return file == null ? null : fromFile(variable + "_FILE", file);
    }

    private @Nullable Found fromFile(String variable, String file) {
        try {
            return new Found(Files.readString(Path.of(file)).strip(), "the file of " + variable);
        } catch (IOException | RuntimeException unreadable) {
            String fault = variable + ": found a file that cannot be read, allowed is the path of a readable one";
            if (!faults.contains(fault)) {
                faults.add(fault);
            }
            return null;
        }
    }

    private String where(String key) {
        Found setting = found.get(key);
        return setting == null ? "" : setting.where();
    }

    static String variable(String key) {
        return key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    /** All that was read and is not ours: Camel's own keys, and the placeholders of routes. */
    Map<String, String> others() {
        Map<String, String> others = new TreeMap<>();
        found.forEach((key, setting) -> {
            if (!key.startsWith(OURS)) {
                Found given = fromEnvironment(key);
                others.put(key, given == null ? setting.value() : given.value());
            }
        });
        return others;
    }

    /** @throws InvalidSettingsException something is wrong; to be called when all keys were asked for */
    void finish() {
        found.forEach((key, setting) -> {
            if (key.startsWith(OURS) && !known.contains(key)) {
                faults.add(setting.where() + ": there is no key " + key + ", allowed are " + String.join(", ", known));
            }
        });
        if (!faults.isEmpty()) {
            throw new InvalidSettingsException(faults);
        }
    }
}
