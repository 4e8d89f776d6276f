package dev.quotewell;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quotewell.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The files of Prometheus and Grafana, and which metrics they ask for. */
final class MonitoringFiles {

    static final Path ALERTS = Path.of("config/prometheus/alerts.yml");
    static final Path DASHBOARD = Path.of("config/grafana/dashboards/quotewell.json");

    private static final Pattern METRIC = Pattern.compile("\\b(?:quotewell|jvm|process|system|camel)_[a-z0-9_]+");

    private MonitoringFiles() {}

    /** With merge keys, which Jackson does not know. */
    static JsonNode yaml(Path file) {
        return Json.mapper().valueToTree(new Yaml(new SafeConstructor(new LoaderOptions())).load(read(file)));
    }

    static JsonNode dashboard() {
        try {
            return Json.mapper().readTree(read(DASHBOARD));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<JsonNode> alerts() {
        List<JsonNode> alerts = new ArrayList<>();
        yaml(ALERTS).path("groups").forEach(group -> group.path("rules").forEach(alerts::add));
        return alerts;
    }

    private static List<String> expressions() {
        List<String> expressions = new ArrayList<>();
        alerts().forEach(rule -> expressions.add(rule.path("expr").asText()));
        expressions.addAll(dashboard().findValuesAsText("expr"));
        return expressions;
    }

    /** By their names in Prometheus. */
    static Set<String> metrics() {
        Set<String> names = new TreeSet<>();
        for (String expression : expressions()) {
            Matcher name = METRIC.matcher(expression);
            while (name.find()) {
                names.add(name.group());
            }
        }
        return names;
    }
}
