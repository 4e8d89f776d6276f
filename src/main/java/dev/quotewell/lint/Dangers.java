package dev.quotewell.lint;

import dev.quotewell.lint.Routes.Role;
import dev.quotewell.lint.Routes.Use;
import dev.quotewell.routefile.Option;
import dev.quotewell.routefile.Placeholders;
import dev.quotewell.settings.SettingsSource;
import dev.quotewell.yaml.Place;
import dev.quotewell.yaml.YamlFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Refuses what works and should not be done. Its words never repeat a secret. */
final class Dangers {

    private static final Map<String, String> REFUSED = Map.of(
            "bridgeEndpoint", "which hands the caller's path, query, Authorization and Cookie to the provider",
            "transferException", "which trusts serialized Java objects of others",
            "allowJavaSerializedObject", "which trusts serialized Java objects of others",
            "allowTemplateFromHeader", "which runs a template that a caller sends",
            "allowContextMapAll", "which opens the whole application to a template");

    private static final Pattern SECRET_NAME =
            Pattern.compile("(?i).*(api[-_]?key|access[-_]?key|token|passw(or)?d|passphrase|secret)");
    /** Camel calls it a secret; without its password it is none. */
    private static final Pattern USER_NAME = Pattern.compile("(?i).*user(name)?");

    private static final Pattern SECRET_IN_TEXT = Pattern.compile(
            "(?i)(?:^|[?&])(?:api[-_]?key|access[-_]?key|[a-z_-]*token|passw(?:or)?d|[a-z_-]*secret)=(?![{#$&\\s]|$)");
    private static final Pattern SECRET_HEADER = Pattern.compile("(?i)(proxy-)?authorization|cookie");
    private static final Pattern USER_IN_URI = Pattern.compile("^[a-z][a-z0-9+-]*:(//)?[^/@\\s{}$:]*:[^/@\\s{}$]+@");
    private static final Pattern PASSWORD_IN_JAAS = Pattern.compile("(?i)password\\s*=\\s*\"?[^\"\\s{$]");
    private static final Pattern CHOSEN_BY_CALLER = Pattern.compile(
            "\\$(?:simple)?\\{(?:in\\.)?(?:headers?|body|bodyOneLine|variables?|bodyAs|mandatoryBodyAs|headerAs"
                    + "|jq|jsonpath|xpath)\\b.*");

    private Dangers() {}

    static List<Fault> check(Routes routes, ComponentCatalog catalog, Placeholders placeholders) {
        List<Fault> faults = new ArrayList<>();
        for (Use endpoint : routes.endpoints) {
            endpoint.options().forEach(option -> check(option, endpoint.scheme(), catalog, placeholders, faults));
            if (USER_IN_URI.matcher(endpoint.uri()).find()) {
                faults.add(inClear(endpoint.place(), "a URI's user"));
            }
            boolean fixed = endpoint.uri().startsWith("direct:");
            boolean chosen = endpoint.role() == Role.DYNAMIC_STEP
                    && CHOSEN_BY_CALLER.matcher(endpoint.uri()).find();
            if (chosen && !fixed) {
                faults.add(new Fault(
                        endpoint.place(),
                        "found an address that a message chooses, allowed is so after direct: alone, as in"
                                + " direct:${header.dataset}: whoever sends the message could else reach any host, or"
                                + " any path of one"));
            }
        }
        routes.headers.forEach(header -> check(header, faults));
        return faults;
    }

    private static void check(
            Option option, String scheme, ComponentCatalog catalog, Placeholders placeholders, List<Fault> faults) {
        String why = REFUSED.get(option.name());
        if (why != null && placeholders.fill(option.value()).equalsIgnoreCase("true")) {
            faults.add(
                    new Fault(option.namePlace(), "found " + option.name() + ": true, " + why + ", allowed is false"));
        }
        boolean secret = SECRET_NAME.matcher(option.name()).matches()
                || catalog.find(scheme)
                        .map(component -> component.option(option.name()))
                        .filter(known -> !USER_NAME.matcher(known.name()).matches())
                        .map(ComponentDescription.Option::secret)
                        .orElse(false);
        if (secret && isClear(option.value())) {
            faults.add(inClear(option.place(), option.name()));
        }
    }

    /** What a route sets itself is sent as it stands, and {@code CamelHttpUri} stands over the address of the step. */
    private static void check(Routes.Header header, List<Fault> faults) {
        boolean fixed = !header.ofMessage() && !header.text().contains("${");
        boolean secret = SECRET_NAME.matcher(header.name()).matches()
                || SECRET_HEADER.matcher(header.name()).matches();
        if (fixed && ((secret && isClear(header.text())) || isSecretInQuery(header.text()))) {
            faults.add(inClear(header.place(), header.name()));
        }
        boolean chosen =
                header.ofMessage() || CHOSEN_BY_CALLER.matcher(header.text()).find();
        if (chosen && header.name().equalsIgnoreCase("CamelHttpUri")) {
            faults.add(new Fault(
                    header.place(),
                    "found an address that a message chooses, allowed in CamelHttpUri is one that the route itself"
                            + " says: whoever sends the message could else reach any host"));
        }
    }

    /**
     * Secrets in a file of settings.
     *
     * @param place where a key stands
     */
    static List<Fault> check(Map<String, String> settings, Function<String, Place> place) {
        List<Fault> faults = new ArrayList<>();
        settings.forEach((key, value) -> {
            boolean secret = SECRET_NAME.matcher(key).matches()
                    || PASSWORD_IN_JAAS.matcher(value).find();
            if ((secret && isClear(value)) || USER_IN_URI.matcher(value).find()) {
                String variable = SettingsSource.variable(key);
                faults.add(new Fault(
                        place.apply(key),
                        "found a secret in clear in " + key + ", allowed is the variable " + variable
                                + " of the environment, or " + variable + "_FILE with the path of a file"));
            }
        });
        return faults;
    }

    private static boolean isClear(String value) {
        return !value.isBlank() && !value.contains("{{") && !value.startsWith("#") && !value.matches("true|false");
    }

    private static boolean isSecretInQuery(String text) {
        return SECRET_IN_TEXT.matcher(text).find();
    }

    /** Secrets in provider files: in a path, in {@code query} or in {@code headers}. */
    static List<Fault> check(YamlFile file) {
        List<Fault> faults = new ArrayList<>();
        visit(file, file.root(), "", faults);
        return faults;
    }

    private static void visit(YamlFile file, Node node, String key, List<Fault> faults) {
        String text = YamlFile.text(node);
        if (text != null && isSecretInQuery(text)) {
            faults.add(inClear(file.inside(node, 0), "a query"));
        }
        if (node instanceof SequenceNode sequence) {
            sequence.getValue().forEach(item -> visit(file, item, key, faults));
        }
        if (node instanceof MappingNode mapping) {
            for (NodeTuple field : mapping.getValue()) {
                String name = String.valueOf(YamlFile.text(field.getKeyNode()));
                String value = YamlFile.text(field.getValueNode());
                boolean sent = Set.of("query", "headers").contains(key);
                boolean secret = SECRET_NAME.matcher(name).matches() || name.equalsIgnoreCase("authorization");
                if (sent && secret && value != null && !value.contains("{") && !value.isBlank()) {
                    faults.add(inClear(file.inside(field.getValueNode(), 0), name));
                }
                visit(file, field.getValueNode(), name, faults);
            }
        }
    }

    private static Fault inClear(Place place, String name) {
        return new Fault(
                place,
                "found a secret in clear in " + name
                        + ", allowed is one from the environment, such as {{env:SOME_TOKEN}} in a route or"
                        + " authenticator.secret in a provider file");
    }
}
