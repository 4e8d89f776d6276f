package dev.quotewell.reload;

import dev.quotewell.camel.CamelFaults;
import dev.quotewell.camel.LiveRoutes;
import dev.quotewell.lint.Fault;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings changes to the routes that run; a route that does not start brings all of them back as they were. */
final class Exchange {

    private static final Logger log = LoggerFactory.getLogger(Exchange.class);

    private final LiveRoutes live;
    private final RouteParts before;

    /** What routes are built with, which has to be back before they are: placeholders, templates, configurations. */
    private final Deque<LiveRoutes.Step> undoShared = new ArrayDeque<>();

    private final Deque<LiveRoutes.Step> undo = new ArrayDeque<>();

    /** What was last put in hand. */
    private @Nullable RoutePart inHand;

    /** @param settingsBack lets placeholders stand for what they stood for before */
    Exchange(LiveRoutes live, RouteParts before, LiveRoutes.Step settingsBack) {
        this.live = live;
        this.before = before;
        undoShared.push(settingsBack);
    }

    /** @throws RefusedChangeException a route did not start; what ran before runs again */
    void bring(RouteChanges changes) {
        try {
            bringAll(changes);
        } catch (Exception failed) {
            undoAll(undoShared);
            undoAll(undo);
            RoutePart part = inHand;
            if (part == null) {
                throw new IllegalStateException(failed);
            }
            throw new RefusedChangeException(
                    new Fault(
                            part.place(),
                            "found what does not start, " + CamelFaults.reason(failed)
                                    + ", allowed is what does; all runs as before"),
                    failed);
        }
    }

    private void bringAll(RouteChanges changes) throws Exception {
        for (RoutePart part : changes.configurations()) {
            exchangeShared(part, before.configurations().get(part.id()));
        }
        for (RoutePart part : changes.templates()) {
            exchangeShared(part, before.templates().get(part.id()));
        }
        for (RoutePart part : changes.added()) {
            undo.push(() -> live.remove(part.id()));
            add(part);
        }
        replace(changes.leaving(), changes.coming());
        for (Map.Entry<String, RoutePart> replacement : changes.replaced().entrySet()) {
            replace(List.of(replacement.getKey()), List.of(replacement.getValue()));
        }
        for (String id : changes.removed()) {
            RoutePart old = part(id);
            inHand = old;
            undo.push(() -> add(old));
            live.remove(id);
        }
        for (RoutePart part : changes.forgotten()) {
            inHand = part;
            undoShared.push(() -> add(part));
            forget(part);
        }
    }

    private RoutePart part(String id) {
        RoutePart part = before.routes().get(id);
        if (part == null) {
            throw new IllegalStateException("There is no route " + id);
        }
        return part;
    }

    private void add(RoutePart part) throws Exception {
        inHand = part;
        live.add(part.place().file(), part.yaml());
    }

    private void exchangeShared(RoutePart part, @Nullable RoutePart old) throws Exception {
        undoShared.push(() -> {
            forget(part);
            if (old != null) {
                live.add(old.place().file(), old.yaml());
            }
        });
        forget(part);
        add(part);
    }

    private void forget(RoutePart part) throws Exception {
        if (part.kind() == RoutePart.Kind.TEMPLATE) {
            live.forgetTemplate(part.id());
        } else {
            live.forgetConfiguration(part.id());
        }
    }

    private void replace(List<String> leaving, List<RoutePart> coming) throws Exception {
        List<RoutePart> old = leaving.stream().map(this::part).toList();
        live.replace(leaving, () -> {
            try {
                for (RoutePart part : coming) {
                    add(part);
                }
            } catch (Exception failed) {
                // Behind the same closed doors: nobody finds the places empty.
                undoAll(undoShared);
                bringBack(coming, old);
                throw failed;
            }
            move(old, coming);
        });
        undo.push(() -> live.replace(coming.stream().map(RoutePart::id).toList(), () -> bringBack(coming, old)));
    }

    private void bringBack(List<RoutePart> coming, List<RoutePart> old) throws Exception {
        for (RoutePart part : coming) {
            live.remove(part.id());
        }
        for (RoutePart part : old) {
            live.add(part.place().file(), part.yaml());
        }
        move(coming, old);
    }

    private void move(List<RoutePart> from, List<RoutePart> to) {
        for (RoutePart part : from) {
            boolean taken = to.stream().anyMatch(now -> now.begins().equals(part.begins()));
            to.stream()
                    .filter(now -> now.id().equals(part.id()) && !taken)
                    .forEach(now -> live.move(part.begins(), now.begins()));
        }
    }

    private static void undoAll(Deque<LiveRoutes.Step> steps) {
        while (!steps.isEmpty()) {
            try {
                steps.pop().run();
            } catch (Exception broken) {
                log.error("A part of the configuration could not be brought back: restart to be sure of it", broken);
            }
        }
    }
}
