package dev.quotewell.traffic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quotewell.cache.CachePolicy;
import dev.quotewell.json.Json;
import dev.quotewell.provider.ApiBudget;
import dev.quotewell.provider.ApiBudget.Policy;
import dev.quotewell.provider.ApiBudget.Reserve;
import dev.quotewell.provider.ApiBudget.Weight;
import dev.quotewell.provider.BudgetWindow;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A {@link Setup} as lines: one a dataset, one a provider, one a schedule, one for the breakers. Durations are milliseconds. */
final class SetupLines {

    static final String DATASET = "dataset";
    static final String PROVIDER = "provider";
    static final String SCHEDULE = "schedule";
    static final String BREAKER = "breaker";

    private SetupLines() {}

    static List<ObjectNode> write(Setup setup) {
        List<ObjectNode> lines = new ArrayList<>();
        setup.steps().forEach((dataset, step) -> lines.add(step(dataset, step)));
        setup.sources().forEach((provider, source) -> lines.add(source(provider, source)));
        setup.schedules().forEach((name, schedule) -> lines.add(schedule(name, schedule)));
        lines.add(line(BREAKER, setup.breaker().after())
                .put("openFor", setup.breaker().openFor().toMillis()));
        return lines;
    }

    private static ObjectNode line(String name, Object value) {
        ObjectNode line = Json.mapper().createObjectNode();
        line.set(name, Json.mapper().valueToTree(value));
        return line;
    }

    private static ObjectNode step(String dataset, Setup.Step step) {
        CachePolicy policy = step.policy();
        ObjectNode line = line(DATASET, dataset)
                .put("ttl", policy.ttl().toMillis())
                .put("jitter", policy.jitter())
                .put("eagerRefresh", policy.eagerRefresh())
                .put("staleWhileRevalidate", policy.staleWhileRevalidate().toMillis())
                .put("staleIfError", policy.staleIfError().toMillis())
                .put("negativeTtl", policy.negativeTtl().toMillis())
                .put("softTimeout", policy.softTimeout().toMillis())
                .put("hardTimeout", policy.hardTimeout().toMillis())
                .put("failureBackoff", policy.failureBackoff().toMillis())
                .put("failureBackoffMax", policy.failureBackoffMax().toMillis())
                .put("nearTtl", policy.nearTtl().toMillis())
                .put("largestEntry", policy.largestEntryBytes());
        if (step.whenClosed() != null) {
            line.put("ttlWhenClosed", step.whenClosed());
        }
        if (step.whenFinal() != null) {
            line.put("ttlWhenFinal", step.whenFinal().toMillis());
        }
        line.put("honourRequestCacheControl", step.honoursDirectives());
        line.put("batchSize", step.batchSize());
        ArrayNode providers = line.putArray("providers");
        step.providers().forEach(providers::add);
        return line;
    }

    private static ObjectNode source(String provider, Setup.Source source) {
        ObjectNode line =
                line(PROVIDER, provider).put("called", source.called()).put("keys", source.keys());
        ApiBudget budget = source.budget();
        line.put("concurrency", budget.concurrency());
        line.put("keptForPeople", budget.reserve().interactivePercent());
        line.put("keptForSchedules", budget.reserve().scheduledPercent());
        ArrayNode policies = line.putArray("policies");
        for (Policy policy : budget.policies()) {
            ObjectNode each = policies.addObject()
                    .put("limit", policy.limit())
                    .put("weight", policy.weight().name().toLowerCase(Locale.ROOT));
            if (policy.window() instanceof BudgetWindow.Rolling rolling) {
                each.put("rolling", rolling.length().toMillis());
            } else {
                BudgetWindow.Calendar calendar = (BudgetWindow.Calendar) policy.window();
                each.put("calendar", calendar.unit().code())
                        .put("zone", calendar.zone().getId())
                        .put("resetAt", calendar.resetAt().toString())
                        .put("billingDay", calendar.billingDay());
            }
        }
        return line;
    }

    private static ObjectNode schedule(String name, Setup.Schedule schedule) {
        ObjectNode line = line(SCHEDULE, name).put("cron", schedule.cron()).put("timeZone", schedule.timeZone());
        if (schedule.market() != null) {
            line.put("onlyInSession", schedule.market());
        }
        line.put("spread", schedule.spread().toMillis());
        if (!schedule.keys().isEmpty()) {
            ArrayNode keys = line.put("of", schedule.dataset()).putArray("keys");
            schedule.keys().forEach(keys::add);
        }
        return line;
    }

    /** Adds what a line tells. */
    static void read(
            LineFields line,
            Map<String, Setup.Step> steps,
            Map<String, Setup.Source> sources,
            Map<String, Setup.Schedule> schedules,
            Setup.BreakerRule[] rule) {
        if (line.has(BREAKER)) {
            rule[0] = new Setup.BreakerRule((int) line.number(BREAKER), line.duration("openFor"));
        } else if (line.has(DATASET)) {
            steps.put(line.text(DATASET), step(line));
        } else if (line.has(SCHEDULE)) {
            schedules.put(line.text(SCHEDULE), schedule(line));
        } else {
            sources.put(line.text(PROVIDER), source(line));
        }
    }

    private static Setup.Step step(LineFields line) {
        CachePolicy policy = line.checked(
                "ttl",
                () -> CachePolicy.builder()
                        .ttl(line.duration("ttl"))
                        .jitter(line.share("jitter"))
                        .eagerRefresh(line.share("eagerRefresh"))
                        .staleWhileRevalidate(line.duration("staleWhileRevalidate"))
                        .staleIfError(line.duration("staleIfError"))
                        .negativeTtl(line.duration("negativeTtl"))
                        .softTimeout(line.duration("softTimeout"))
                        .hardTimeout(line.duration("hardTimeout"))
                        .failureBackoff(line.duration("failureBackoff"))
                        .failureBackoffMax(line.duration("failureBackoffMax"))
                        .nearTtl(line.duration("nearTtl"))
                        .largestEntryBytes(line.number("largestEntry"))
                        .build());
        List<String> providers = new ArrayList<>();
        line.list("providers").forEach(name -> providers.add(name.asText()));
        return new Setup.Step(
                policy,
                line.has("ttlWhenClosed") ? line.text("ttlWhenClosed") : null,
                line.has("ttlWhenFinal") ? line.duration("ttlWhenFinal") : null,
                line.flag("honourRequestCacheControl"),
                (int) Math.max(1, line.number("batchSize")),
                providers);
    }

    private static Setup.Source source(LineFields line) {
        return line.checked("policies", () -> {
            List<Policy> policies = new ArrayList<>();
            for (JsonNode each : line.list("policies")) {
                policies.add(new Policy(
                        each.path("limit").asLong(),
                        window(new LineFields(line.text(), each)),
                        new LineFields(line.text(), each).oneOf("weight", Weight.class)));
            }
            Reserve reserve = new Reserve((int) line.number("keptForPeople"), (int) line.number("keptForSchedules"));
            ApiBudget budget = new ApiBudget(policies, (int) line.number("concurrency"), reserve, List.of());
            return new Setup.Source(budget, line.flag("called"), (int) line.number("keys"));
        });
    }

    private static Setup.Schedule schedule(LineFields line) {
        List<String> keys = new ArrayList<>();
        if (line.has("keys")) {
            line.list("keys").forEach(key -> keys.add(key.asText()));
        }
        return new Setup.Schedule(
                line.text("cron"),
                line.text("timeZone"),
                line.has("onlyInSession") ? line.text("onlyInSession") : null,
                line.duration("spread"),
                keys.isEmpty() ? "" : line.text("of"),
                keys);
    }

    private static BudgetWindow window(LineFields policy) {
        if (policy.has("rolling")) {
            return new BudgetWindow.Rolling(policy.duration("rolling"));
        }
        return new BudgetWindow.Calendar(
                policy.oneOf("calendar", BudgetWindow.Unit.class),
                ZoneId.of(policy.text("zone")),
                LocalTime.parse(policy.text("resetAt")),
                (int) policy.number("billingDay"));
    }
}
