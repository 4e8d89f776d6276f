package dev.quotewell.lint;

import dev.quotewell.routefile.Placeholders;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import net.thisptr.jackson.jq.JsonQuery;
import net.thisptr.jackson.jq.Versions;
import net.thisptr.jackson.jq.exception.JsonQueryException;
import org.apache.camel.NoSuchBeanException;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.Language;
import org.apache.camel.util.ObjectHelper;

/** Parses simple and jq without running them. For one thread. */
final class Expressions implements AutoCloseable {

    private static final Pattern WAITED_FOR = Pattern.compile("(?s)(?:Was expecting|Encountered unexpected).*");

    private final DefaultCamelContext context;
    private final Language simple;

    private Expressions(DefaultCamelContext context) {
        this.context = context;
        this.simple = context.resolveLanguage("simple");
    }

    /** On a Camel of its own, which is never started. */
    static Expressions open() {
        DefaultCamelContext context = new DefaultCamelContext(false);
        context.disableJMX();
        context.build();
        return new Expressions(context);
    }

    /** @param beans the names of those that there are */
    List<Fault> check(List<Routes.Expression> all, Placeholders placeholders, Set<String> beans) {
        List<Fault> faults = new ArrayList<>();
        for (Routes.Expression expression : all) {
            String text = placeholders.fill(expression.text()).replaceAll("\\{\\{[^{}]*}}", "x");
            String problem =
                    expression.language().equals("jq") ? jq(text) : simple(text, expression.predicate(), beans);
            if (!problem.isEmpty()) {
                faults.add(new Fault(
                        expression.place(),
                        "found what is no " + expression.language() + ": " + problem + ", allowed is "
                                + (expression.language().equals("jq")
                                        ? "a jq 1.6 program"
                                        : "a simple " + (expression.predicate() ? "predicate" : "expression"))));
            }
        }
        return faults;
    }

    private String simple(String text, boolean predicate, Set<String> beans) {
        try {
            if (predicate) {
                simple.createPredicate(text);
            } else {
                simple.createExpression(text);
            }
            return "";
        } catch (RuntimeException broken) {
            // The beans are not made here; what matters is that they will be.
            NoSuchBeanException notHere = ObjectHelper.getException(NoSuchBeanException.class, broken);
            return notHere != null && beans.contains(notHere.getName()) ? "" : firstLine(broken);
        }
    }

    private static String jq(String text) {
        try {
            JsonQuery.compile(text, Versions.JQ_1_6);
            return "";
        } catch (JsonQueryException broken) {
            return firstLine(broken.getCause() == null ? broken : broken.getCause());
        }
    }

    private static String firstLine(Throwable broken) {
        String message = broken.getMessage() == null ? broken.getClass().getSimpleName() : broken.getMessage();
        String told = WAITED_FOR.matcher(message).replaceFirst("").strip();
        return (told.isEmpty() ? message : told)
                .lines()
                .findFirst()
                .orElse("")
                .strip()
                .replaceAll("[.:]$", "");
    }

    @Override
    public void close() {
        context.stop();
    }
}
