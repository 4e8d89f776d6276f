package dev.quotewell.lint;

import dev.quotewell.lint.Routes.Named;
import dev.quotewell.lint.Routes.Role;
import dev.quotewell.lint.Routes.Use;
import dev.quotewell.routefile.Option;
import dev.quotewell.routefile.Placeholders;
import dev.quotewell.yaml.Place;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/** Checks that whatever a route names is there, once. */
final class References {

    private static final String OPEN = "{{";
    private static final String CLASS = "#class:";

    /**
     * What is there beside the routes.
     *
     * @param providerRoutes such as {@code finnhub-quote}: each begins at a {@code direct:} of its own name
     * @param datasets empty where they are not known
     * @param threadPools the thread pools that the settings describe
     */
    record Known(Set<String> providerRoutes, Set<String> datasets, Set<String> watchlists, Set<String> threadPools) {

        Known {
            providerRoutes = Set.copyOf(providerRoutes);
            datasets = Set.copyOf(datasets);
            watchlists = Set.copyOf(watchlists);
            threadPools = Set.copyOf(threadPools);
        }
    }

    private final Routes routes;
    private final Known known;
    private final Placeholders placeholders;
    private final List<Fault> faults = new ArrayList<>();

    private References(Routes routes, Known known, Placeholders placeholders) {
        this.routes = routes;
        this.known = known;
        this.placeholders = placeholders;
    }

    /** @param complete whether all route files could be read: else what is missing may be in the others */
    static List<Fault> check(Routes routes, Known known, Placeholders placeholders, boolean complete) {
        References references = new References(routes, known, placeholders);
        references.checkIds();
        references.checkStarts();
        references.checkConfigFiles();
        if (complete) {
            references.checkDirect();
            references.checkTemplates();
            references.checkConfigurations();
            references.checkBeans();
        }
        references.checkClasses();
        return references.faults;
    }

    private void checkIds() {
        routes.nameless.forEach(place -> faults.add(new Fault(
                place,
                "found no id of a route, allowed is - route: with one: it names the route in logs and metrics, and by"
                        + " it a reload knows what changed")));
        Map<String, Place> first = new HashMap<>();
        for (Named id : routes.ids) {
            Place before = first.putIfAbsent(id.name(), id.place());
            if (before != null) {
                // Either of them may be the one that is to change.
                add(id, "the route id " + id.name() + " a second time (also at " + before + "), allowed is once");
                add(
                        new Named(id.name(), before),
                        "the route id " + id.name() + " a second time (also at " + id.place() + "), allowed is once");
            } else if (known.providerRoutes().contains(id.name())) {
                add(id, "the route id " + id.name() + ", which the route of a provider file has, allowed is another");
            }
        }
        Map<String, Place> steps = new HashMap<>(first);
        for (Named id : routes.stepIds) {
            Place before = steps.putIfAbsent(id.name(), id.place());
            if (before != null) {
                // A copied route brings the ids of its steps along, and may stand first.
                add(id, "the id " + id.name() + " a second time (also at " + before + "), allowed is once");
                if (!first.containsKey(id.name())) {
                    add(
                            new Named(id.name(), before),
                            "the id " + id.name() + " a second time (also at " + id.place() + "), allowed is once");
                }
            }
        }
        Map<String, Place> templates = new HashMap<>();
        for (Routes.Template template : routes.templates) {
            Place before =
                    templates.putIfAbsent(template.id().name(), template.id().place());
            if (before != null) {
                add(
                        template.id(),
                        "the template id " + template.id().name() + " a second time (first at " + before
                                + "), allowed is once");
            }
        }
    }

    /** Two routes cannot begin at one place: the second would not start. */
    private void checkStarts() {
        Map<String, Place> first = new HashMap<>();
        for (Use endpoint : routes.endpoints) {
            boolean alone = Set.of("direct", "platform-http").contains(endpoint.scheme());
            if (endpoint.role() != Role.START || !alone || isOpen(endpoint)) {
                continue;
            }
            Option method = endpoint.option("httpMethodRestrict");
            String start = endpoint.scheme() + ":" + fill(endpoint.path())
                    + (method == null ? "" : " " + fill(method.value()));
            Place before = first.putIfAbsent(start, endpoint.place());
            if (before != null) {
                faults.add(secondStart(endpoint.place(), start, before));
                faults.add(secondStart(before, start, endpoint.place()));
            } else if (endpoint.scheme().equals("direct")
                    && known.providerRoutes().contains(fill(endpoint.path()))) {
                faults.add(new Fault(
                        endpoint.place(),
                        "found a route that begins at " + start + " as that of a provider file does, allowed is one"));
            }
        }
    }

    private static Fault secondStart(Place place, String start, Place other) {
        return new Fault(
                place, "found a second route that begins at " + start + " (also at " + other + "), allowed is one");
    }

    private void checkDirect() {
        Set<String> begun = new HashSet<>(known.providerRoutes());
        routes.endpoints.stream()
                .filter(endpoint ->
                        endpoint.role() == Role.START && endpoint.scheme().equals("direct"))
                .forEach(endpoint -> begun.add(fill(endpoint.path())));
        for (Routes.TemplateUse use : routes.templateUses) {
            routes.templates.stream()
                    .filter(template ->
                            template.id().name().equals(use.template().name()))
                    .forEach(template -> begun.add(begins(template, use)));
        }
        for (Use endpoint : routes.endpoints) {
            String name = fill(endpoint.path());
            boolean leads = endpoint.role() == Role.START || begun.contains(name);
            boolean awaited = !isFalse(endpoint.option("failIfNoConsumers"));
            boolean known = leads || isOpen(endpoint) || name.contains("${");
            if (endpoint.scheme().equals("direct") && awaited && !known) {
                faults.add(new Fault(
                        endpoint.place(),
                        "found direct:" + name + ", where no route begins, allowed are the direct: names at which a"
                                + " route or a provider file's dataset begins" + Spelling.suggestion(name, begun)));
            }
        }
    }

    private boolean isFalse(@Nullable Option option) {
        return option != null && fill(option.value()).equalsIgnoreCase("false");
    }

    private String begins(Routes.Template template, Routes.TemplateUse use) {
        String from = template.from() == null ? "" : template.from();
        for (Map.Entry<String, String> parameter : use.parameters().entrySet()) {
            from = from.replace(OPEN + parameter.getKey() + "}}", parameter.getValue());
        }
        return fill(from).replaceFirst("^direct:(//)?", "");
    }

    /** Whether its name is known to the template's user only. */
    private boolean isOpen(Use endpoint) {
        return (fill(endpoint.uri()) + fill(endpoint.path())).contains(OPEN);
    }

    private void checkTemplates() {
        Map<String, Routes.Template> templates = new HashMap<>();
        routes.templates.forEach(template -> templates.put(template.id().name(), template));
        for (Routes.TemplateUse use : routes.templateUses) {
            String name = use.template().name();
            Routes.Template template = templates.get(name);
            if (template == null) {
                add(
                        use.template(),
                        "the template " + name + ", which there is not, allowed are "
                                + String.join(", ", templates.keySet())
                                + Spelling.suggestion(name, templates.keySet()));
                continue;
            }
            for (String wanted : template.required()) {
                if (!use.parameters().containsKey(wanted)) {
                    faults.add(new Fault(
                            use.place(),
                            "found no parameter " + wanted + " for " + name + ", allowed is one that says it"));
                }
            }
            for (String given : use.parameters().keySet()) {
                if (!template.parameters().contains(given)) {
                    faults.add(new Fault(
                            use.place(),
                            "found the parameter " + given + ", allowed for " + name + " are "
                                    + String.join(", ", template.parameters())
                                    + Spelling.suggestion(given, template.parameters())));
                }
            }
        }
    }

    private void checkConfigurations() {
        Set<String> ids = names(routes.configurations);
        for (Named use : routes.configurationUses) {
            for (String name : fill(use.name()).split(",", -1)) {
                String wanted = name.strip();
                if (!wanted.contains("*") && !wanted.contains(OPEN) && !ids.contains(wanted)) {
                    add(
                            use,
                            "the routeConfiguration " + wanted + ", which there is not, allowed are "
                                    + String.join(", ", ids) + Spelling.suggestion(wanted, ids));
                }
            }
        }
    }

    private void checkBeans() {
        Set<String> beans = routes.beanNames();
        routes.beanUses.forEach(use -> checkBean(use, beans));
        routes.endpoints.stream()
                .flatMap(endpoint -> endpoint.options().stream())
                .filter(option -> option.value().startsWith("#"))
                .forEach(option -> checkBean(new Named(option.value(), option.place()), beans));
        Set<String> pools = new HashSet<>(beans);
        pools.addAll(known.threadPools());
        routes.executorUses.forEach(use -> checkBean(use, pools));
    }

    private void checkBean(Named use, Set<String> beans) {
        String name = fill(use.name()).replaceFirst("^#(bean:)?", "");
        boolean other = name.matches("(class|type|valueAs\\(.*\\)|autowired|property):?.*")
                && use.name().startsWith("#");
        if (!other && !name.contains(OPEN) && !beans.contains(name)) {
            add(
                    use,
                    "the bean " + name + ", which there is not, allowed are those of docs/ and of beans: in the routes"
                            + Spelling.suggestion(name, beans));
        }
    }

    private void checkClasses() {
        List<Named> all = new ArrayList<>(routes.classUses);
        routes.endpoints.stream()
                .flatMap(endpoint -> endpoint.options().stream())
                .filter(option -> option.value().startsWith(CLASS))
                .forEach(option -> all.add(new Named(option.value(), option.place())));
        for (Named use : all) {
            // What follows # or ( is how it is made.
            String name = fill(use.name()).replaceFirst("^" + CLASS, "").replaceFirst("[#(].*", "");
            if (!name.isEmpty() && !name.contains(OPEN) && !isClass(name)) {
                add(use, "the class " + name + ", allowed are those on the class path, with their package");
            }
        }
    }

    /** Camel also knows some by a short name, such as {@code String}. */
    private static boolean isClass(String name) {
        if (!name.contains(".")) {
            return true;
        }
        try {
            Class.forName(name, false, References.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError notThere) {
            return false;
        }
    }

    private void checkConfigFiles() {
        for (Use endpoint : routes.endpoints) {
            String name = fill(endpoint.path());
            boolean unknown = !name.isEmpty()
                    && !known.datasets().isEmpty()
                    && !known.datasets().contains(name);
            if (endpoint.scheme().equals("cache-aside") && unknown && !name.contains(OPEN) && !name.contains("${")) {
                faults.add(new Fault(
                        endpoint.place(),
                        "found the dataset " + name + ", allowed are " + sorted(known.datasets())
                                + Spelling.suggestion(name, known.datasets())));
            }
        }
        for (Routes.Method method : routes.methods) {
            Matcher call = method.watchlist();
            if (call.find() && !known.watchlists().contains(call.group(1))) {
                faults.add(new Fault(
                        method.place().right(call.start(1)),
                        "found the watchlist " + call.group(1) + ", allowed are those in config/watchlists: "
                                + sorted(known.watchlists()) + Spelling.suggestion(call.group(1), known.watchlists())));
            }
        }
    }

    private static String sorted(Set<String> names) {
        return String.join(", ", names.stream().sorted().toList());
    }

    private static Set<String> names(List<Named> all) {
        Set<String> names = new HashSet<>();
        all.forEach(named -> names.add(named.name()));
        return names;
    }

    private String fill(String text) {
        return placeholders.fill(text);
    }

    private void add(Named at, String found) {
        faults.add(new Fault(at.place(), "found " + found));
    }
}
