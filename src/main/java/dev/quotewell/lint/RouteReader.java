package dev.quotewell.lint;

import dev.quotewell.lint.Routes.Expression;
import dev.quotewell.lint.Routes.Named;
import dev.quotewell.lint.Routes.Role;
import dev.quotewell.lint.Routes.Use;
import dev.quotewell.routefile.Endpoint;
import dev.quotewell.yaml.YamlFile;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Takes one route file apart. It passes over what it does not know: that is the schema's to refuse. */
final class RouteReader {

    private static final Set<String> STARTS = Set.of("from", "interceptFrom", "poll", "pollEnrich");
    private static final Set<String> CALLS = Set.of("to", "toD", "wireTap", "from", "poll");
    private static final Set<String> PREDICATES =
            Set.of("filter", "when", "validate", "handled", "continued", "onWhen", "retryWhile", "completionPredicate");
    private static final Set<String> LANGUAGES = Set.of("simple", "jq");
    private static final Set<String> BEAN_FIELDS = Set.of(
            "idempotentRepository",
            "aggregationRepository",
            "aggregationStrategy",
            "routePolicy",
            "errorHandlerRef",
            "onPrepare",
            "onRedeliveryRef",
            "deadLetterHandleNewException");
    private static final Set<String> RECEIVERS =
            Set.of("recipientList", "routingSlip", "dynamicRouter", "enrich", "pollEnrich");

    /** What gives an address to a step out of the message, as far as it can be seen. */
    private static final Set<String> OF_MESSAGE = Set.of("header", "variable", "jq", "xpath", "tokenize");

    private static final Set<String> TEXTS = Set.of("constant", "simple", "csimple");
    private static final Set<String> WORDS = Set.of("description", "note");

    /** What surrounds a node. */
    private record Around(String key, String route, Set<String> variables) {
        Around in(String next) {
            return new Around(next, route, variables);
        }
    }

    private final YamlFile file;
    private final Routes routes;

    private RouteReader(YamlFile file, Routes routes) {
        this.file = file;
        this.routes = routes;
    }

    static void read(YamlFile file, Routes into) {
        RouteReader reader = new RouteReader(file, into);
        reader.visit(file.root(), new Around("", "", Set.of()));
        if (file.root() instanceof SequenceNode items) {
            items.getValue().stream()
                    .filter(item -> YamlFile.field(item, "from") != null)
                    .forEach(item -> into.nameless.add(file.place(item)));
        }
    }

    private void visit(Node node, Around around) {
        if (node instanceof SequenceNode sequence) {
            sequence.getValue().forEach(item -> visit(item, around));
        }
        if (node instanceof MappingNode mapping) {
            fields(mapping, around);
        }
        if (node instanceof ScalarNode scalar && !WORDS.contains(around.key())) {
            boolean oneLine =
                    file.inside(scalar, 1).column() > file.place(scalar).column();
            routes.texts.add(new Routes.Text(scalar.getValue(), file.inside(scalar, 0), oneLine, around.variables()));
        }
    }

    private void fields(MappingNode mapping, Around around) {
        for (NodeTuple field : mapping.getValue()) {
            if (around.key().equals("steps")
                    && !around.route().isEmpty()
                    && around.variables().isEmpty()) {
                add(routes.stepIds, field.getValueNode(), "id");
            }
            String key = YamlFile.text(field.getKeyNode());
            if (key == null) {
                continue;
            }
            Node value = field.getValueNode();
            Around inside = around(key, value, around);
            note(key, value, mapping, inside, around);
            visit(value, inside);
        }
    }

    private static Around around(String key, Node value, Around outer) {
        return switch (key) {
            case "route" -> new Around(key, orEmpty(YamlFile.textOf(value, "id")), outer.variables());
            case "routeTemplate" -> new Around(key, orEmpty(YamlFile.textOf(value, "id")), variables(value));
            // The language's own options belong to the step around it.
            case "expression" -> outer;
            default -> outer.in(key);
        };
    }

    private void note(String key, Node value, MappingNode mapping, Around inside, Around outer) {
        String text = YamlFile.text(value);
        switch (key) {
            case "route" -> {
                add(routes.ids, value, "id");
                if (YamlFile.field(value, "id") == null) {
                    routes.nameless.add(file.place(mapping));
                }
            }
            case "routeConfiguration" -> add(routes.configurations, value, "id");
            case "routeTemplate" -> template(value);
            case "templatedRoute" -> templateUse(value);
            case "beans" -> beans(value);
            case "routeConfigurationId" -> addAll(routes.configurationUses, value);
            case "executorService", "timeoutExecutorService" -> addAll(routes.executorUses, value);
            case "deadLetterUri" -> endpoint(Role.STEP, value, null, inside);
            case "method" -> {
                if (outer.key().equals("bean") && text != null) {
                    routes.methods.add(new Routes.Method(text, file.inside(value, 0), outer.route()));
                    simple(text, value, false);
                }
            }
            case "ref" -> {
                if (Set.of("bean", "process", "policy", "transacted", "marshal", "unmarshal", "sort")
                        .contains(outer.key())) {
                    addAll(routes.beanUses, value);
                }
            }
            case "setHeader" -> header(value);
            case "exception" -> {
                if (value instanceof SequenceNode list) {
                    list.getValue().forEach(item -> addAll(routes.classUses, item));
                } else {
                    addAll(routes.classUses, value);
                }
            }
            case "beanType", "exceptionType" -> addAll(routes.classUses, value);
            case "headers" -> {
                if (outer.key().equals("setHeaders") && value instanceof SequenceNode list) {
                    list.getValue().forEach(this::header);
                }
            }
            case "message" -> {
                if (outer.key().equals("log") && text != null) {
                    simple(text, value, false);
                }
            }
            default -> others(key, value, mapping, inside, outer);
        }
    }

    private void others(String key, Node value, MappingNode mapping, Around inside, Around outer) {
        String text = YamlFile.text(value);
        if (BEAN_FIELDS.contains(key)) {
            addAll(routes.beanUses, value);
        }
        if (CALLS.contains(key) && text != null) {
            endpoint(role(key), value, null, inside);
        }
        if (CALLS.contains(key) && YamlFile.field(value, "uri") instanceof ScalarNode uri) {
            endpoint(role(key), uri, YamlFile.field(value, "parameters"), inside);
        }
        if (LANGUAGES.contains(key)) {
            Node program = text == null ? YamlFile.field(value, "expression") : value;
            String found = program == null ? null : YamlFile.text(program);
            boolean loop = outer.key().equals("loop") && "true".equals(YamlFile.textOf(mapping, "doWhile"));
            if (program != null && found != null) {
                routes.expressions.add(
                        new Expression(key, found, loop || PREDICATES.contains(outer.key()), file.inside(program, 0)));
            }
        }
        if (RECEIVERS.contains(key) && value instanceof MappingNode step) {
            Node expression = YamlFile.field(step, "expression");
            MappingNode languages = expression instanceof MappingNode below ? below : step;
            for (NodeTuple language : languages.getValue()) {
                receivers(key, step, language, inside);
            }
        }
    }

    private void header(Node step) {
        String name = YamlFile.textOf(step, "name");
        Node expression = YamlFile.field(step, "expression");
        if (name == null || !((expression == null ? step : expression) instanceof MappingNode languages)) {
            return;
        }
        for (NodeTuple field : languages.getValue()) {
            String language = orEmpty(YamlFile.text(field.getKeyNode()));
            Node value = field.getValueNode();
            Node below = YamlFile.field(value, "expression");
            String text = YamlFile.text(below == null ? value : below);
            boolean ofMessage = OF_MESSAGE.contains(language);
            if (text != null && (ofMessage || TEXTS.contains(language))) {
                routes.headers.add(
                        new Routes.Header(name, text, ofMessage, file.inside(below == null ? value : below, 0)));
            }
        }
    }

    private void receivers(String eip, Node step, NodeTuple field, Around inside) {
        String language = orEmpty(YamlFile.text(field.getKeyNode()));
        Node value = field.getValueNode();
        Node expression = YamlFile.text(value) == null ? YamlFile.field(value, "expression") : value;
        String text = expression == null ? null : YamlFile.text(expression);
        if (expression == null || text == null) {
            return;
        }
        if (OF_MESSAGE.contains(language)) {
            add(Role.DYNAMIC_STEP, expression, "${header." + text + "}", null, inside);
        }
        if (TEXTS.contains(language)) {
            for (String uri : addresses(text, eip, step)) {
                Role role = uri.contains("${") ? Role.DYNAMIC_STEP : eip.equals("pollEnrich") ? Role.START : Role.STEP;
                add(role, expression, uri.strip(), null, inside);
            }
        }
    }

    /** A list of recipients or a slip holds several. */
    private static String[] addresses(String text, String eip, Node step) {
        if (!Set.of("recipientList", "routingSlip").contains(eip)) {
            return new String[] {text};
        }
        String delimiter = YamlFile.textOf(step, eip.equals("routingSlip") ? "uriDelimiter" : "delimiter");
        return delimiter != null && delimiter.equals("false")
                ? new String[] {text}
                : text.split(Pattern.quote(delimiter == null ? "," : delimiter), -1);
    }

    private static Role role(String key) {
        return STARTS.contains(key) ? Role.START : key.equals("toD") ? Role.DYNAMIC_STEP : Role.STEP;
    }

    private void endpoint(Role given, Node at, @Nullable Node parameters, Around around) {
        String uri = YamlFile.text(at);
        if (uri == null) {
            return;
        }
        boolean tapped = around.key().equals("wireTap") && uri.contains("${");
        Role role = tapped ? Role.DYNAMIC_STEP : given;
        add(role, at, uri, parameters, around);
        Node loader = parameters == null ? null : YamlFile.field(parameters, "loader");
        String loads = loader == null ? null : YamlFile.text(loader);
        if (loader != null && loads != null) {
            add(Role.STEP, loader, loads, null, around);
        }
        if (role == Role.DYNAMIC_STEP) {
            simple(uri, at, false);
        }
        Node key = parameters == null ? null : YamlFile.field(parameters, "key");
        String keys = key == null ? null : YamlFile.text(key);
        if (key != null && keys != null && uri.startsWith("cache-aside")) {
            simple(keys, key, false);
        }
    }

    private void add(Role role, Node at, String uri, @Nullable Node parameters, Around around) {
        routes.endpoints.add(
                new Use(role, Endpoint.read(file, at, uri, parameters), around.route(), around.variables()));
    }

    private void simple(String text, Node at, boolean predicate) {
        if (text.contains("${")) {
            routes.expressions.add(new Expression("simple", text, predicate, file.inside(at, 0)));
        }
    }

    private void template(Node value) {
        Node id = YamlFile.field(value, "id");
        String name = id == null ? null : YamlFile.text(id);
        if (id == null || name == null) {
            return;
        }
        Map<String, Boolean> parameters = parameters(value, true);
        Set<String> required = new HashSet<>(parameters.keySet());
        required.removeIf(parameter -> !parameters.getOrDefault(parameter, false));
        Node route = YamlFile.field(value, "route");
        Node from = YamlFile.field(route == null ? value : route, "from");
        routes.templates.add(new Routes.Template(
                new Named(name, file.place(id)),
                Set.copyOf(parameters.keySet()),
                required,
                from == null ? null : address(from)));
    }

    /** What is a placeholder inside of a template: its parameters and its own beans. */
    private static Set<String> variables(Node template) {
        Set<String> names = new HashSet<>(parameters(template, false).keySet());
        if (YamlFile.field(template, "beans") instanceof SequenceNode beans) {
            beans.getValue().forEach(bean -> names.add(orEmpty(YamlFile.textOf(bean, "name"))));
        }
        return names;
    }

    /** The parameters of a template, and which of them have no default. */
    private static Map<String, Boolean> parameters(Node template, boolean needed) {
        Map<String, Boolean> parameters = new HashMap<>();
        if (YamlFile.field(template, "parameters") instanceof SequenceNode list) {
            for (Node parameter : list.getValue()) {
                String name = YamlFile.textOf(parameter, "name");
                boolean optional = YamlFile.field(parameter, "defaultValue") != null
                        || "false".equals(YamlFile.textOf(parameter, "required"));
                if (name != null) {
                    parameters.put(name, needed && !optional);
                }
            }
        }
        return parameters;
    }

    /** {@code direct:name}, however it is written. */
    private @Nullable String address(Node from) {
        Node uri = YamlFile.field(from, "uri");
        String text = uri == null ? null : YamlFile.text(uri);
        if (uri == null || text == null) {
            return null;
        }
        Endpoint endpoint = Endpoint.read(file, uri, text, YamlFile.field(from, "parameters"));
        return endpoint.scheme() + ":" + endpoint.path();
    }

    private void templateUse(Node value) {
        Node ref = YamlFile.field(value, "routeTemplateRef");
        String template = ref == null ? null : YamlFile.text(ref);
        if (ref == null || template == null) {
            return;
        }
        Map<String, String> parameters = new HashMap<>();
        if (YamlFile.field(value, "parameters") instanceof SequenceNode list) {
            for (Node parameter : list.getValue()) {
                parameters.put(
                        orEmpty(YamlFile.textOf(parameter, "name")), orEmpty(YamlFile.textOf(parameter, "value")));
            }
        }
        Node id = YamlFile.field(value, "routeId");
        String route = id == null ? null : YamlFile.text(id);
        Named named = id == null || route == null ? null : new Named(route, file.place(id));
        if (named != null) {
            routes.ids.add(named);
        }
        routes.templateUses.add(new Routes.TemplateUse(
                new Named(template, file.inside(ref, 0)), named, Map.copyOf(parameters), file.place(value)));
    }

    private void beans(Node list) {
        if (list instanceof SequenceNode sequence) {
            for (Node bean : sequence.getValue()) {
                add(routes.beans, bean, "name");
                add(routes.classUses, bean, "type");
            }
        }
    }

    private void add(List<Named> into, Node owner, String field) {
        Node value = YamlFile.field(owner, field);
        if (value != null) {
            addAll(into, value);
        }
    }

    private void addAll(List<Named> into, Node value) {
        String text = YamlFile.text(value);
        if (text != null) {
            into.add(new Named(text, file.inside(value, 0)));
        }
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
