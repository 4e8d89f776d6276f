package dev.quotewell.lint;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quotewell.json.Json;
import dev.quotewell.provider.Provider;
import dev.quotewell.yaml.Place;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Checks the keys of the settings that are not ours: Camel's by what it describes itself, placeholders by whether a
 * route has them. One that nobody reads is a fault only where it is nearly one that is missing. For one thread.
 */
final class KeyCheck {

    private static final Pattern COMPONENT = Pattern.compile("camel\\.component\\.([\\w-]+)\\.([\\w-]+).*");
    private static final Pattern PROVIDER = Pattern.compile("provider\\.([^.]+)\\.enabled");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{[?!]*([^{}:]+)(:[^{}]*)?}}");
    private static final String METADATA = "META-INF/camel-main-configuration-metadata.json";

    /** Read by the application itself. */
    private static final String WEBHOOK = "events.webhook.url";

    private static final String OURS = "quotewell";

    private final ComponentCatalog catalog;
    private final Set<String> providers = new HashSet<>();
    private final Set<String> placeholders = new HashSet<>();

    /** Those that no file sets and no other check misses: there is a default. */
    private final Set<String> missing = new HashSet<>();

    private final Map<String, String> ofCamel = new TreeMap<>();
    private final List<Fault> faults = new ArrayList<>();

    private KeyCheck(Map<String, Place> keys, Routes routes, ConfigFiles config, ComponentCatalog catalog) {
        this.catalog = catalog;
        if (config.providers() != null) {
            config.providers().all().stream().map(Provider::name).forEach(providers::add);
        }
        placeholders.add(WEBHOOK);
        missing.add(WEBHOOK);
        for (Routes.Text text : routes.texts) {
            Matcher placeholder = PLACEHOLDER.matcher(text.text());
            while (placeholder.find()) {
                placeholders.add(placeholder.group(1));
                if (placeholder.group(2) != null || placeholder.group().startsWith("{{?")) {
                    missing.add(placeholder.group(1));
                }
            }
        }
        missing.removeAll(keys.keySet());
    }

    static List<Fault> check(Map<String, Place> keys, Routes routes, ConfigFiles config, ComponentCatalog catalog) {
        KeyCheck check = new KeyCheck(keys, routes, config, catalog);
        keys.forEach(check::check);
        return check.faults;
    }

    private void check(String key, Place place) {
        Matcher component = COMPONENT.matcher(key);
        Matcher provider = PROVIDER.matcher(key);
        if (component.matches()) {
            checkComponent(component.group(1), component.group(2), place);
        } else if (key.startsWith("camel.")) {
            checkCamel(key, place);
        } else if (provider.matches()) {
            String name = provider.group(1);
            if (!providers.isEmpty() && !providers.contains(name)) {
                faults.add(new Fault(
                        place,
                        "found the key " + key + ", allowed are providers of config/providers"
                                + Spelling.suggestion(name, providers)));
            }
        } else if (!placeholders.contains(key)) {
            checkPlaceholder(key, place);
        }
    }

    private void checkComponent(String scheme, String option, Place place) {
        Optional<ComponentDescription> component = catalog.find(scheme);
        if (component.isEmpty()) {
            faults.add(new Fault(
                    place,
                    "found a key of the component " + scheme + ", allowed are those on the class path"
                            + Spelling.suggestion(scheme, catalog.schemes())));
        } else if (component.get().own().stream().noneMatch(known -> isSame(known, option))) {
            faults.add(new Fault(
                    place,
                    "found the option " + option + " of the component " + scheme + ", which it does not have, allowed"
                            + " are those of its documentation"
                            + Spelling.suggestion(
                                    option,
                                    component.get().own().stream()
                                            .map(KeyCheck::dashed)
                                            .toList())));
        }
    }

    private void checkCamel(String key, Place place) {
        if (ofCamel.isEmpty()) {
            readKeysOfCamel();
        }
        String plain = plain(key);
        boolean map = key.contains("[");
        String group = key.replaceFirst("^(camel\\.[^.]*)\\..*", "$1");
        boolean described = ofCamel.keySet().stream().anyMatch(known -> known.startsWith(plain(group) + "."));
        Optional<String> nearest = Spelling.nearest(key, ofCamel.values());
        boolean unknown = described ? !ofCamel.containsKey(plain) : nearest.isPresent();
        if (unknown && !map) {
            faults.add(new Fault(
                    place,
                    "found the key " + key + ", which Camel does not have, allowed are those of its documentation"
                            + nearest.map(name -> "; did you mean " + name + "?")
                                    .orElse("")));
        }
    }

    private void checkPlaceholder(String key, Place place) {
        String first = key.replaceFirst("\\..*", "");
        if (!first.equals(OURS) && Spelling.nearest(first, Set.of(OURS)).isPresent()) {
            faults.add(new Fault(
                    place,
                    "found the key " + key + ", which nobody reads, allowed are keys under quotewell., keys of Camel"
                            + " and placeholders of routes; did you mean " + OURS + key.substring(first.length())
                            + "?"));
            return;
        }
        Spelling.nearest(key, missing)
                .filter(name -> !key.startsWith(OURS + "."))
                .ifPresent(name -> faults.add(new Fault(
                        place,
                        "found the key " + key + ", which no route reads, allowed are placeholders of routes; did you"
                                + " mean " + name + "?")));
    }

    private void readKeysOfCamel() {
        try (InputStream in = KeyCheck.class.getClassLoader().getResourceAsStream(METADATA)) {
            if (in != null) {
                for (JsonNode property : Json.mapper().readTree(in).path("properties")) {
                    String name = dashed(property.path("name").asText());
                    ofCamel.put(plain(name), name);
                }
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static boolean isSame(String one, String other) {
        return plain(one).equals(plain(other));
    }

    private static String plain(String key) {
        return key.replace("-", "").toLowerCase(Locale.ROOT);
    }

    private static String dashed(String name) {
        return name.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
    }
}
