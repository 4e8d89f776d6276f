package dev.quotewell.provider;

import dev.quotewell.yaml.Durations;
import dev.quotewell.yaml.Section;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How many calls a provider allows: all policies hold at once. None means that no limit is known. */
public record ApiBudget(List<Policy> policies) {

    /** At most {@code limit} calls in any window of {@code per}. */
    public record Policy(long limit, Duration per) {

        public Policy {
            if (limit < 1 || per.isNegative() || per.isZero()) {
                throw new IllegalArgumentException("found " + limit + " per " + per + ", must be at least 1 per 1ms");
            }
        }
    }

    public ApiBudget {
        policies = List.copyOf(policies);
    }

    static ApiBudget read(Section section) {
        List<Policy> policies = new ArrayList<>();
        for (Section policy : section.sections("policies")) {
            String limit = policy.text("limit", "a number of calls, at least 1");
            Duration per = Durations.read(policy, "per");
            if (!limit.matches("[1-9]\\d{0,8}")) {
                policy.fault(
                        "limit", "found " + limit + " in " + policy.nameOf("limit") + ", allowed is a number from 1");
            } else {
                policies.add(new Policy(Long.parseLong(limit), per));
            }
            policy.end();
        }
        section.end();
        return new ApiBudget(policies);
    }
}
