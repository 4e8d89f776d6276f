package dev.quotewell.lint;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quotewell.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/** The components on the class path, our own among them. For one thread. */
final class ComponentCatalog {

    private static final String SERVICES = "META-INF/services/org/apache/camel/";
    private static final Set<String> OURS = Set.of("cache-aside", "redis-stream", "schedule");

    private final ClassLoader loader = ComponentCatalog.class.getClassLoader();
    private final Map<String, Optional<ComponentDescription>> known = new HashMap<>();

    /** Empty when there is no such component here. */
    Optional<ComponentDescription> find(String scheme) {
        return known.computeIfAbsent(scheme, this::read);
    }

    /** The names of all. */
    Set<String> schemes() {
        try {
            Set<String> schemes = new TreeSet<>(OURS);
            for (URL url : Collections.list(loader.getResources(SERVICES + "component.properties"))) {
                try (InputStream in = url.openStream()) {
                    Properties properties = new Properties();
                    properties.load(in);
                    schemes.addAll(Arrays.asList(
                            properties.getProperty("components", "").split(" ", -1)));
                }
            }
            return schemes;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** Such as {@code jq}; {@code method} is the bean language. */
    boolean hasLanguage(String name) {
        return has("language/" + (name.equals("method") ? "bean" : name));
    }

    /** Such as {@code json}, which is Jackson's, and {@code custom}, which is a bean. */
    boolean hasDataFormat(String name) {
        String dashed = name.replaceAll("([a-z])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
        return name.equals("custom") || has("dataformat/" + (name.equals("json") ? "jackson" : dashed));
    }

    private boolean has(String service) {
        return service.matches("[a-zA-Z0-9/-]+") && loader.getResource(SERVICES + service) != null;
    }

    private Optional<ComponentDescription> read(String scheme) {
        if (!scheme.matches("[a-z][a-z0-9+-]*")) {
            return Optional.empty();
        }
        try (InputStream service = loader.getResourceAsStream(SERVICES + "component/" + scheme)) {
            if (service == null) {
                return Optional.empty();
            }
            Properties properties = new Properties();
            properties.load(service);
            String type = properties.getProperty("class", "");
            String folder =
                    type.substring(0, Math.max(0, type.lastIndexOf('.'))).replace('.', '/');
            return describe("META-INF/" + folder + "/" + scheme + ".json");
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private Optional<ComponentDescription> describe(String resource) throws IOException {
        try (InputStream in = loader.getResourceAsStream(resource)) {
            if (in == null) {
                return Optional.empty();
            }
            JsonNode json = Json.mapper().readTree(in);
            return Optional.of(ComponentDescription.of(json));
        }
    }
}
