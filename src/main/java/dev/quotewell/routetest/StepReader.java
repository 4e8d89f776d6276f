package dev.quotewell.routetest;

import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** Reads what happens in a test: {@code when}. */
final class StepReader {

    private static final List<String> METHODS = List.of("get", "post", "put", "delete");
    private static final List<String> STEP =
            List.of("after", "get", "post", "put", "delete", "headers", "body", "request", "schedule", "then");

    private final Faults faults;
    private final List<Name> names;

    StepReader(Faults faults, List<Name> names) {
        this.faults = faults;
        this.names = names;
    }

    List<Step> steps(Located test) {
        Located when = test.find("when");
        if (when == null || (when.isList() && when.items().isEmpty())) {
            faults.add(test.place(), "found no when, allowed is what happens: " + String.join(", ", STEP));
            return List.of();
        }
        return (when.isList() ? when.items() : List.of(when))
                .stream().map(this::step).toList();
    }

    private Step step(Located told) {
        if (!told.isMapping()) {
            faults.add(told.place(), "found " + told + " in when, allowed is such as get: /v1/quote/AAPL");
        }
        faults.refuseOthers(told, STEP);
        Located then = told.find("then");
        return new Step(
                told.place(),
                told.span("after", faults),
                action(told),
                then == null ? Expected.NOTHING : Expected.read(then, faults, names));
    }

    private Action action(Located told) {
        List<String> named = STEP.stream()
                .filter(name -> METHODS.contains(name) || name.equals("request") || name.equals("schedule"))
                .filter(told.fields()::containsKey)
                .toList();
        if (named.size() > 1) {
            faults.add(told.place(), "found " + String.join(" and ", named) + " in one step, allowed is one of them");
        }
        String name = named.isEmpty() ? "" : named.get(0);
        if (METHODS.contains(name)) {
            String path = Objects.requireNonNull(told.find(name)).text();
            if (!path.matches("/\\S*")) {
                faults.add(
                        told.place(),
                        "found " + told.find(name) + " in " + name + ", allowed is a path such as /v1/quote/AAPL");
                path = "/";
            }
            return new Action.Http(name.toUpperCase(Locale.ROOT), path, told.headers(faults), told.body());
        }
        for (String more : List.of("headers", "body")) {
            Located.Field field = told.fields().get(more);
            if (field != null) {
                faults.add(field.at(), "found " + more + ", allowed is it beside " + String.join(", ", METHODS));
            }
        }
        if (name.equals("request")) {
            Located message = Objects.requireNonNull(told.find(name));
            return new Action.Message(message.payload());
        }
        if (name.equals("schedule")) {
            String schedule = told.text(name, "the name of a schedule", faults);
            names.add(new Name(
                    Name.Kind.SCHEDULE,
                    schedule,
                    Objects.requireNonNull(told.find(name)).place()));
            return new Action.Tick(schedule);
        }
        if (told.find("after") == null) {
            faults.add(
                    told.place(),
                    "found nothing that happens, allowed are get, post, put, delete, request, schedule, after");
        }
        return new Action.Wait();
    }
}
