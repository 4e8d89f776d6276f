package dev.quotewell.reload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotewell.reload.RoutePart.Kind;
import dev.quotewell.yaml.Place;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RouteChangesTest {

    private static final RoutePart QUOTE = route("quote", "direct:quote", "ttl 15s");
    private static final RoutePart FX = route("fx", "direct:fx", "ttl 1h");
    private static final RoutePart TICK = route("tick", "schedule:us", "every minute");
    private static final RoutePart ERRORS = part(Kind.CONFIGURATION, "errors", "", "as problems", "", "");
    private static final RoutePart CALL = part(Kind.TEMPLATE, "call", "", "by http", "", "");
    private static final RoutePart MADE = part(Kind.ROUTE, "finnhub-quote", "direct:finnhub-quote", "", "call", "");
    private static final RoutePart SHARING = part(Kind.ROUTE, "http", "platform-http:/v1", "x", "", "errors");

    private static RoutePart route(String id, String begins, String meaning) {
        return part(Kind.ROUTE, id, begins, meaning, "", "");
    }

    private static RoutePart part(
            Kind kind, String id, String begins, String meaning, String template, String configuration) {
        return new RoutePart(kind, id, new Place("f", 1, 1), "[]", meaning, begins, template, List.of(configuration));
    }

    private static RouteParts parts(RoutePart... parts) {
        return RouteParts.of(List.of(parts));
    }

    @Test
    void only_the_route_whose_meaning_changed_is_replaced() {
        RoutePart changed = route("quote", "direct:quote", "ttl 2h");

        RouteChanges changes = RouteChanges.between(parts(QUOTE, FX), parts(changed, FX), false);

        assertThat(changes.replaced()).containsExactly(Map.entry("quote", changed));
        assertThat(changes.added()).isEmpty();
        assertThat(changes.removed()).isEmpty();
        assertThat(changes.summary()).isEqualTo("replaced quote");
    }

    @Test
    void nothing_is_touched_where_nothing_means_another_thing() {
        RouteChanges changes = RouteChanges.between(parts(QUOTE, CALL, MADE), parts(QUOTE, CALL, MADE), false);

        assertThat(changes.isEmpty()).isTrue();
        assertThat(changes.summary()).isEqualTo("no route is touched");
    }

    @Test
    void routes_come_and_go() {
        RouteChanges changes = RouteChanges.between(parts(QUOTE), parts(FX), false);

        assertThat(changes.added()).containsExactly(FX);
        assertThat(changes.removed()).containsExactly("quote");
    }

    @Test
    void a_route_under_another_id_takes_the_place_of_the_one_that_began_there() {
        RoutePart renamed = route("quotes", "direct:quote", "ttl 15s");

        RouteChanges changes = RouteChanges.between(parts(QUOTE), parts(renamed), false);

        assertThat(changes.replaced()).containsExactly(Map.entry("quote", renamed));
        assertThat(changes.added()).isEmpty();
        assertThat(changes.removed()).isEmpty();
    }

    @Test
    void another_template_replaces_the_routes_that_are_made_from_it() {
        RoutePart other = part(Kind.TEMPLATE, "call", "", "by http twice", "", "");

        RouteChanges changes = RouteChanges.between(parts(CALL, MADE, FX), parts(other, MADE, FX), false);

        assertThat(changes.templates()).containsExactly(other);
        assertThat(changes.replaced()).containsOnlyKeys("finnhub-quote");
    }

    @Test
    void another_configuration_replaces_the_routes_that_share_it() {
        RoutePart other = part(Kind.CONFIGURATION, "errors", "", "as text", "", "");

        RouteChanges changes = RouteChanges.between(parts(ERRORS, SHARING, FX), parts(other, SHARING, FX), false);

        assertThat(changes.configurations()).containsExactly(other);
        assertThat(changes.replaced()).containsOnlyKeys("http");
    }

    @Test
    void other_trading_hours_replace_the_schedules() {
        RouteChanges changes = RouteChanges.between(parts(TICK, FX), parts(TICK, FX), true);

        assertThat(changes.replaced()).containsOnlyKeys("tick");
    }

    @Test
    void routes_that_swap_their_beginnings_are_exchanged_together_with_who_calls_them_callers_first() {
        RoutePart caller = route("a-load", "direct:a-load", "calls direct:quote");
        RoutePart changed = route("a-load", "direct:a-load", "calls direct:fx");
        RoutePart quote = route("quote", "direct:fx", "at direct:fx");
        RoutePart fx = route("fx", "direct:quote", "at direct:quote");

        RouteChanges changes = RouteChanges.between(parts(QUOTE, FX, caller), parts(quote, fx, changed), false);

        assertThat(changes.leaving()).containsExactlyInAnyOrder("quote", "fx", "a-load");
        assertThat(changes.leaving().indexOf("a-load"))
                .isLessThan(changes.leaving().indexOf("quote"));
        assertThat(changes.coming()).containsExactlyInAnyOrder(quote, fx, changed);
        assertThat(changes.replaced()).isEmpty();
        assertThat(changes.isEmpty()).isFalse();
    }
}
