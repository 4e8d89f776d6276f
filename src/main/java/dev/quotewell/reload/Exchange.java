package dev.quotewell.reload;

import dev.quotewell.camel.CamelFaults;
import dev.quotewell.camel.LiveRoutes;
import dev.quotewell.lint.Fault;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings changes to the routes that run; a route that does not start brings all of them back as they were. */
final class Exchange {

    private static final Logger log = LoggerFactory.getLogger(Exchange.class);

    private final LiveRoutes live;
    private final RouteParts before;
    private final Deque<LiveRoutes.Step> undo = new ArrayDeque<>();

    Exchange(LiveRoutes live, RouteParts before) {
        this.live = live;
        this.before = before;
    }

    /** @throws RefusedChangeException a route did not start; what ran before runs again */
    void bring(RouteChanges changes) {
        for (RoutePart part : changes.configurations()) {
            attempt(part, () -> exchangeShared(part, before.configurations().get(part.id())));
        }
        for (RoutePart part : changes.templates()) {
            attempt(part, () -> exchangeShared(part, before.templates().get(part.id())));
        }
        for (RoutePart part : changes.added()) {
            attempt(part, () -> {
                undo.push(() -> removeIfThere(part.id()));
                live.add(part.place().file(), part.yaml());
            });
        }
        for (Map.Entry<String, RoutePart> replacement : changes.replaced().entrySet()) {
            attempt(replacement.getValue(), () -> replace(replacement.getKey(), replacement.getValue()));
        }
        for (String id : changes.removed()) {
            RoutePart old = part(id);
            attempt(old, () -> {
                undo.push(() -> live.add(old.place().file(), old.yaml()));
                live.remove(id);
            });
        }
        for (RoutePart part : changes.forgotten()) {
            attempt(part, () -> {
                undo.push(() -> live.add(part.place().file(), part.yaml()));
                forget(part);
            });
        }
    }

    private RoutePart part(String id) {
        RoutePart part = before.routes().get(id);
        if (part == null) {
            throw new IllegalStateException("There is no route " + id);
        }
        return part;
    }

    private void exchangeShared(RoutePart part, @Nullable RoutePart old) throws Exception {
        undo.push(() -> {
            forget(part);
            if (old != null) {
                live.add(old.place().file(), old.yaml());
            }
        });
        forget(part);
        live.add(part.place().file(), part.yaml());
    }

    private void forget(RoutePart part) throws Exception {
        if (part.kind() == RoutePart.Kind.TEMPLATE) {
            live.forgetTemplate(part.id());
        } else {
            live.forgetConfiguration(part.id());
        }
    }

    private void replace(String id, RoutePart part) throws Exception {
        RoutePart old = part(id);
        undo.push(() -> {
            if (live.isThere(part.id())) {
                live.replace(part.id(), () -> live.add(old.place().file(), old.yaml()));
            } else {
                live.add(old.place().file(), old.yaml());
            }
        });
        live.replace(id, () -> {
            try {
                live.add(part.place().file(), part.yaml());
            } catch (Exception failed) {
                // Behind the same closed door: nobody finds the place empty.
                removeIfThere(part.id());
                undo.pop();
                live.add(old.place().file(), old.yaml());
                throw failed;
            }
        });
    }

    private void removeIfThere(String id) throws Exception {
        live.remove(id);
    }

    private void attempt(RoutePart part, LiveRoutes.Step step) {
        try {
            step.run();
        } catch (Exception failed) {
            undoAll();
            throw new RefusedChangeException(
                    new Fault(
                            part.place(),
                            "found what does not start, " + CamelFaults.reason(failed)
                                    + ", allowed is what does; all runs as before"),
                    failed);
        }
    }

    private void undoAll() {
        while (!undo.isEmpty()) {
            try {
                undo.pop().run();
            } catch (Exception broken) {
                log.error("A part of the configuration could not be brought back: restart to be sure of it", broken);
            }
        }
    }
}
