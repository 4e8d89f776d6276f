package dev.quotewell.budget;

import dev.quotewell.provider.ApiBudget;
import dev.quotewell.provider.ApiBudget.LimitHeaders;
import dev.quotewell.provider.ApiBudget.Policy;
import dev.quotewell.provider.BudgetWindow;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a reply's headers tell about what is left: those that the provider's file names, else RateLimit and
 * RateLimit-Policy (the drafts of the IETF's httpapi group, old and new), RateLimit-Limit and X-RateLimit-Limit with
 * their -Remaining and -Reset. They only ever make our count stricter: calls under way are not in theirs yet.
 *
 * @param corrections for the windows that could be told
 * @param nothingLeftUntil when a limit that is told to be used up is so no more; null when there is none
 */
record ToldLimits(List<Correction> corrections, @Nullable Instant nothingLeftUntil) {

    /** Nothing that is told keeps a key closed for longer. */
    static final Duration LONGEST = Duration.ofDays(31);

    private static final BigDecimal FIRST_EPOCH_SECOND = new BigDecimal("1e9");
    private static final BigDecimal FIRST_EPOCH_MILLISECOND = new BigDecimal("1e11");

    private static final List<String> FAMILIES = List.of("ratelimit", "x-ratelimit", "x-rate-limit");

    ToldLimits {
        corrections = List.copyOf(corrections);
    }

    /** One limit as it is told; what is null is not. */
    private record Told(
            long remaining,
            @Nullable Long limit,
            @Nullable Instant reset,
            @Nullable Duration window) {}

    /** @param headers with names in lower case */
    static ToldLimits read(ApiBudget budget, Map<String, String> headers, Instant receivedAt) {
        List<Correction> corrections = new ArrayList<>();
        List<Instant> nothingLeft = new ArrayList<>();
        if (!budget.headers().isEmpty()) {
            for (LimitHeaders rule : budget.headers()) {
                String reset = rule.reset() == null ? null : headers.get(rule.reset());
                Told told = told(headers.get(rule.remaining()), null, reset, null, receivedAt);
                Optional<Policy> policy = budget.policies().stream()
                        .filter(each -> each.name().equals(rule.policy()))
                        .findFirst();
                note(told, policy, receivedAt, corrections, nothingLeft);
            }
            return new ToldLimits(
                    corrections, nothingLeft.stream().max(Instant::compareTo).orElse(null));
        }
        for (Told told : usual(headers, receivedAt)) {
            note(told, policy(budget, told, receivedAt), receivedAt, corrections, nothingLeft);
        }
        return new ToldLimits(
                corrections, nothingLeft.stream().max(Instant::compareTo).orElse(null));
    }

    private static void note(
            @Nullable Told told,
            Optional<Policy> policy,
            Instant receivedAt,
            List<Correction> corrections,
            List<Instant> nothingLeft) {
        if (told == null) {
            return;
        }
        Instant latest = receivedAt.plus(LONGEST);
        Instant reset = told.reset;
        if (reset == null && policy.isPresent()) {
            reset = Span.of(policy.get().window(), receivedAt).leaves(receivedAt);
        }
        if (reset == null || !reset.isAfter(receivedAt)) {
            return;
        }
        Instant until = reset.isAfter(latest) ? latest : reset;
        policy.ifPresent(found -> {
            long limit = told.limit == null ? found.limit() : Math.max(told.limit, found.limit());
            if (limit > told.remaining) {
                corrections.add(new Correction(found.name(), limit - told.remaining, until));
            }
        });
        if (told.remaining == 0) {
            nothingLeft.add(until);
        }
    }

    private static List<Told> usual(Map<String, String> headers, Instant receivedAt) {
        List<Told> all = new ArrayList<>();
        List<FieldList.Item> policies = FieldList.parse(headers.get("ratelimit-policy"));
        String members = headers.get("ratelimit");
        Told old = dictionary(FieldList.parse(members), policies, receivedAt);
        if (old != null) {
            all.add(old);
        }
        for (FieldList.Item item : FieldList.parse(members)) {
            Optional<FieldList.Item> policy = policies.stream()
                    .filter(each -> each.name().equals(item.name()))
                    .findFirst();
            add(
                    all,
                    told(
                            item.parameter("r"),
                            policy.map(found -> found.parameter("q")).orElse(null),
                            item.parameter("t"),
                            policy.map(found -> found.parameter("w")).orElse(null),
                            receivedAt));
        }
        for (String family : FAMILIES) {
            List<FieldList.Item> limits = FieldList.parse(headers.get(family + "-limit"));
            String limit = limits.isEmpty() ? null : limits.get(0).name();
            String window =
                    window(limits, limit).or(() -> window(policies, limit)).orElse(null);
            String reset = headers.get(family + "-reset");
            add(all, told(headers.get(family + "-remaining"), limit, reset, window, receivedAt));
        }
        return all;
    }

    private static void add(List<Told> all, @Nullable Told told) {
        if (told != null) {
            all.add(told);
        }
    }

    /** Draft 7: {@code RateLimit: limit=10, remaining=3, reset=50}. */
    private static @Nullable Told dictionary(
            List<FieldList.Item> members, List<FieldList.Item> policies, Instant receivedAt) {
        String limit = member(members, "limit");
        return told(
                member(members, "remaining"),
                limit,
                member(members, "reset"),
                window(policies, limit).orElse(null),
                receivedAt);
    }

    private static @Nullable String member(List<FieldList.Item> members, String name) {
        for (FieldList.Item member : members) {
            if (member.parameter(name) != null) {
                return member.parameter(name);
            }
        }
        return null;
    }

    /** Of {@code 10;w=60} the 60: the window, in seconds, of the policy with this limit. */
    private static Optional<String> window(List<FieldList.Item> policies, @Nullable String limit) {
        return policies.stream()
                .filter(each -> each.name().equals(limit) && each.parameter("w") != null)
                .map(each -> String.valueOf(each.parameter("w")))
                .findFirst();
    }

    private static @Nullable Told told(
            @Nullable String remaining,
            @Nullable String limit,
            @Nullable String reset,
            @Nullable String window,
            Instant receivedAt) {
        BigDecimal left = number(remaining);
        if (left == null) {
            return null;
        }
        BigDecimal most = number(limit);
        BigDecimal seconds = number(window);
        return new Told(
                left.longValue(),
                most == null ? null : most.longValue(),
                moment(number(reset), receivedAt),
                seconds == null ? null : Duration.ofSeconds(seconds.longValue()));
    }

    /** Some send negative numbers for what was taken beyond the limit. */
    private static @Nullable BigDecimal number(@Nullable String text) {
        return text == null || !text.strip().matches("-?\\d{1,15}(\\.\\d{1,9})?")
                ? null
                : new BigDecimal(text.strip()).max(BigDecimal.ZERO);
    }

    private static @Nullable Instant moment(@Nullable BigDecimal reset, Instant receivedAt) {
        if (reset == null) {
            return null;
        }
        if (reset.compareTo(FIRST_EPOCH_MILLISECOND) >= 0) {
            return Instant.ofEpochMilli(reset.longValue());
        }
        if (reset.compareTo(FIRST_EPOCH_SECOND) >= 0) {
            return Instant.ofEpochSecond(reset.longValue());
        }
        return receivedAt.plusMillis(reset.movePointRight(3).longValue());
    }

    /** Which of our windows is meant. Where that is not told: one that lasts until the reset, with a limit alike. */
    private static Optional<Policy> policy(ApiBudget budget, Told told, Instant receivedAt) {
        List<Policy> policies = budget.policies();
        Duration window = told.window;
        if (window != null) {
            return policies.stream().filter(each -> isOf(each, window)).findFirst();
        }
        Duration untilReset = told.reset == null
                ? Duration.ZERO
                : Duration.between(receivedAt, told.reset).minusSeconds(1);
        List<Policy> longEnough = policies.stream()
                .filter(each -> each.window().length().compareTo(untilReset) >= 0)
                .sorted(Comparator.comparing(each -> each.window().length()))
                .toList();
        Long limit = told.limit;
        if (limit != null) {
            return longEnough.stream()
                    .filter(each -> each.limit() <= 2 * limit && limit <= 2 * each.limit())
                    .min(Comparator.comparingLong(each -> Math.abs(each.limit() - limit)));
        }
        return told.reset == null && policies.size() > 1
                ? Optional.empty()
                : longEnough.stream().findFirst();
    }

    private static boolean isOf(Policy policy, Duration window) {
        Duration length = policy.window().length();
        boolean month =
                policy.window() instanceof BudgetWindow.Calendar calendar && calendar.unit() == BudgetWindow.Unit.MONTH;
        return month ? window.toDays() >= 28 && window.toDays() <= 31 : length.equals(window);
    }
}
