package dev.quotewell.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quotewell.camel.DirectBehindDoors;
import dev.quotewell.camel.Doors;
import dev.quotewell.camel.LiveRoutes;
import dev.quotewell.provider.Datasets;
import dev.quotewell.provider.Providers;
import dev.quotewell.routefile.Placeholders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExchangeTest {

    private static final String SHARED = """
        - routeConfiguration:
            errorHandler: { noErrorHandler: {} }
        - routeConfiguration:
            id: errors
            onException:
              - onException:
                  exception: [java.lang.Exception]
                  handled: { constant: "true" }
                  steps: [{ setBody: { constant: "failed, OLD" } }]
        - routeTemplate:
            id: made
            parameters: [{ name: name }]
            from:
              uri: "direct:{{name}}"
              steps: [{ setBody: { constant: "made, OLD" } }]
        - templatedRoute:
            routeTemplateRef: made
            routeId: from-template
            parameters: [{ name: name, value: template }]
        - route:
            id: failing
            routeConfigurationId: errors
            from:
              uri: direct:failing
              steps: [{ throwException: { exceptionType: java.lang.IllegalStateException, message: "no" } }]
        - route:
            id: placeholder
            from:
              uri: direct:placeholder
              steps: [{ setBody: { constant: "{{word}}" } }]
        - route:
            id: zz-last
            from:
              uri: "file:LAST"
              parameters: { delay: 1h }
              steps: [{ log: "OLD" }]
        """;

    @TempDir
    private Path folder;

    private final Doors doors = new Doors();
    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final LiveRoutes live = new LiveRoutes(camel, doors);

    @BeforeEach
    void start() {
        camel.addComponent("direct", new DirectBehindDoors(doors, Runnable::run));
        camel.start();
    }

    @AfterEach
    void stop() {
        camel.stop();
    }

    private RouteParts parts(String yaml, String word) throws IOException {
        Path none = Files.createDirectories(folder.resolve("providers"));
        Files.writeString(folder.resolve("all.camel.yaml"), yaml);
        Providers providers = Providers.read(none, Datasets.read(Path.of("config/datasets")));
        return RouteParts.read(folder, providers, none, new Placeholders(Map.of("word", word), Map.of()));
    }

    private void use(String word) {
        Properties values = new Properties();
        values.put("word", word);
        camel.getPropertiesComponent().setOverrideProperties(values);
    }

    private RouteParts run(String yaml, String word) throws Exception {
        RouteParts parts = parts(yaml, word);
        use(word);
        for (Map.Entry<String, String> text : parts.texts().entrySet()) {
            live.add(text.getKey(), text.getValue());
        }
        return parts;
    }

    private void bring(RouteParts before, RouteParts after) {
        new Exchange(live, before, () -> use("OLD")).bring(RouteChanges.between(before, after, false));
    }

    private String shared() {
        return SHARED.replace("LAST", folder.resolve("last").toString());
    }

    private String ask(String name) {
        return camel.createProducerTemplate().requestBody("direct:" + name, "", String.class);
    }

    private static String route(String id, String begins, String step) {
        return """
            - route:
                id: %s
                from:
                  uri: direct:%s
                  steps: [{ %s }]
            """.formatted(id, begins, step);
    }

    private static String saying(String id, String begins) {
        return route(id, begins, "setBody: { constant: \"" + id + "\" }");
    }

    @Test
    void a_change_that_is_taken_back_leaves_templates_configurations_and_placeholders_as_they_were() throws Exception {
        RouteParts before = run(shared(), "OLD");
        // It comes last, when the others have been exchanged.
        Files.delete(folder.resolve("last"));
        RouteParts after = parts(
                shared().replace("OLD", "NEW")
                        .replace("delay: 1h", "startingDirectoryMustExist: true, autoCreate: false"),
                "NEW");
        use("NEW");

        assertThatThrownBy(() -> bring(before, after)).isInstanceOf(RefusedChangeException.class);

        assertThat(ask("template")).isEqualTo("made, OLD");
        assertThat(ask("failing")).isEqualTo("failed, OLD");
        assertThat(ask("placeholder")).isEqualTo("OLD");
        assertThat(camel.getRoutes()).hasSize(4);
    }

    @Test
    void templates_configurations_and_placeholders_are_exchanged_with_what_is_made_of_them() throws Exception {
        RouteParts before = run(shared(), "OLD");
        RouteParts after = parts(shared().replace("OLD", "NEW"), "NEW");
        use("NEW");

        bring(before, after);

        assertThat(ask("template")).isEqualTo("made, NEW");
        assertThat(ask("failing")).isEqualTo("failed, NEW");
        assertThat(ask("placeholder")).isEqualTo("NEW");
    }

    @Test
    void a_configuration_without_an_id_is_exchanged_and_not_joined_by_another() throws Exception {
        String handling = """
                - routeConfiguration:
                    onException:
                      - onException:
                          exception: [java.lang.Exception]
                          handled: { constant: "true" }
                          steps: [{ setBody: { constant: "OLD" } }]
                """
                + route(
                        "failing",
                        "failing",
                        "throwException: { exceptionType: java.lang.Exception, message:" + " x }");
        RouteParts before = run(handling, "OLD");

        bring(before, parts(handling.replace("OLD", "NEW"), "OLD"));

        assertThat(ask("failing")).isEqualTo("NEW");
        assertThat(camel.getRouteConfigurationDefinitions()).hasSize(1);
    }

    @Test
    void two_routes_swap_their_beginnings() throws Exception {
        String callers = route("caller", "caller", "to: { uri: \"direct:one\" }");
        RouteParts before = run(saying("a", "one") + saying("b", "two") + callers, "");

        bring(before, parts(saying("a", "two") + saying("b", "one") + callers, ""));

        assertThat(ask("one")).isEqualTo("b");
        assertThat(ask("two")).isEqualTo("a");
        assertThat(ask("caller")).isEqualTo("b");
    }

    @Test
    void a_swap_that_does_not_start_is_taken_back() throws Exception {
        RouteParts before = run(saying("a", "one") + saying("b", "two"), "");
        String broken = route("b", "one", "to: { uri: \"file:/x?autoCreate=false&startingDirectoryMustExist=true\" }")
                .replace(
                        "uri: direct:one",
                        "uri: \"file:/nowhere-at-all?startingDirectoryMustExist=true&autoCreate=false\"");

        RouteParts after = parts(saying("a", "two") + broken, "");

        assertThatThrownBy(() -> bring(before, after)).isInstanceOf(RefusedChangeException.class);
        assertThat(ask("one")).isEqualTo("a");
        assertThat(ask("two")).isEqualTo("b");
    }

    @Test
    void a_new_route_begins_where_another_began_that_begins_elsewhere_now() throws Exception {
        RouteParts before = run(saying("a", "one"), "");

        bring(before, parts(saying("a", "two") + saying("c", "one"), ""));

        assertThat(ask("one")).isEqualTo("c");
        assertThat(ask("two")).isEqualTo("a");
    }

    @Test
    void who_calls_where_a_route_began_finds_it_where_it_begins_now() throws Exception {
        RouteParts before = run(saying("a", "one"), "");

        bring(before, parts(saying("a", "two"), ""));

        assertThat(ask("two")).isEqualTo("a");
        // Such as a load that was asked for before and had to wait for its turn.
        assertThat(ask("one")).isEqualTo("a");
    }
}
