package dev.quotewell.routetest;

import dev.quotewell.yaml.Place;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * One test.
 *
 * @param clock the moment at which it begins; the clock stands still but for the steps' {@code after}
 * @param providers the replies of each, in order; who is not named is not called
 * @param then what holds at the end
 */
public record TestCase(
        Place place,
        String name,
        Instant clock,
        List<CachedRecord> cache,
        Map<String, List<ScriptedReply>> providers,
        List<Step> steps,
        Expected then,
        List<Name> names) {

    public TestCase {
        cache = List.copyOf(cache);
        providers = Map.copyOf(providers);
        steps = List.copyOf(steps);
        names = List.copyOf(names);
    }
}
