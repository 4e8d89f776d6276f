package dev.quotewell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotewell.lint.Beans;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.Component;
import org.junit.jupiter.api.Test;

/** The names that are told to whoever writes routes are those that the running application knows. */
class BeansIT {

    @Test
    void a_route_may_name_each_bean_that_the_application_binds_and_no_other() throws IOException {
        try (RouteBench bench = RouteBench.of(Path.of("config"), Path.of("routes"), "")) {
            bench.start();

            assertThat(names(bench.parts().camel().getRegistry().findByTypeWithName(Object.class)))
                    .containsExactlyInAnyOrderElementsOf(Beans.NAMES);
        }
    }

    /** Without components, which a route names by a scheme, and without what Camel keeps there for itself. */
    private static Set<String> names(Map<String, Object> bound) {
        Set<String> names = new TreeSet<>();
        bound.forEach((name, bean) -> {
            if (!(bean instanceof Component) && !bean.getClass().getName().startsWith("org.apache.camel.")) {
                names.add(name);
            }
        });
        return names;
    }
}
