package dev.quotewell.budget;

import static dev.quotewell.budget.Lines.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quotewell.provider.ApiBudget;
import dev.quotewell.provider.ApiBudget.LimitHeaders;
import dev.quotewell.provider.ApiBudget.Reserve;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** NOW is 1772463600 seconds after 1970. */
class ToldLimitsTest {

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '`', textBlock = """
            `60/PT1M`           ~ `ratelimit: "default";r=50;t=30 | ratelimit-policy: "default";q=60;w=60`      ~ `1m 10 PT30S`
            `60/PT1M 900/day`   ~ `ratelimit: "b";r=50;t=30, "d";r=0;t=600 | ratelimit-policy: "b";q=60;w=60,"d";q=900;w=86400` ~ `1m 10 PT30S, day 900 PT10M`
            `60/PT1M`           ~ `ratelimit: limit=60, remaining=3, reset=20 | ratelimit-policy: 60;w=60`      ~ `1m 57 PT20S`
            `60/PT1M 900/day`   ~ `ratelimit-limit: 60, 60;w=60 | ratelimit-remaining: 4 | ratelimit-reset: 7`  ~ `1m 56 PT7S`
            `60/PT1M`           ~ `x-ratelimit-limit: 60 | x-ratelimit-remaining: 4 | x-ratelimit-reset: 7`     ~ `1m 56 PT7S`
            `60/PT1M`           ~ `x-ratelimit-limit: 60 | x-ratelimit-remaining: 4 | x-ratelimit-reset: 1772463611` ~ `1m 56 PT11S`
            `60/PT1M`           ~ `x-ratelimit-limit: 60 | x-ratelimit-remaining: 4 | x-ratelimit-reset: 1772463611500` ~ `1m 56 PT11.5S`
            `60/PT1M`           ~ `x-ratelimit-limit: 60 | x-ratelimit-remaining: 4 | x-ratelimit-reset: 1772463611.5` ~ `1m 56 PT11S`
            `55/PT1M 25/PT1S`   ~ `x-ratelimit-limit: 60 | x-ratelimit-remaining: 4 | x-ratelimit-reset: 1772463611` ~ `1m 56 PT11S`
            `55/PT1M 25/PT1S`   ~ `x-ratelimit-limit: 30 | x-ratelimit-remaining: 4 | x-ratelimit-reset: 1`     ~ `1s 26 PT1S`
            `20/PT1M 15000/month` ~ `ratelimit-limit: 15000 | ratelimit-remaining: 14000 | ratelimit-reset: 864000` ~ `month 1000 PT240H`
            `20/PT1M`           ~ `ratelimit-limit: 15000 | ratelimit-remaining: 14000 | ratelimit-reset: 864000` ~ ``
            `20/PT1M`           ~ `ratelimit-limit: 15000 | ratelimit-remaining: 14000 | ratelimit-reset: 30`   ~ ``
            `60/PT1M`           ~ `x-ratelimit-remaining: 4`                                                    ~ `1m 56 PT1M`
            `800/day`           ~ `x-ratelimit-remaining: 4`                                                    ~ `day 796 PT9H`
            `60/PT1M 900/day`   ~ `x-ratelimit-remaining: 4`                                                    ~ ``
            `60/PT1M`           ~ `x-ratelimit-limit: 60 | x-ratelimit-remaining: 4 | x-ratelimit-reset: 99999999` ~ ``
            `900/month`         ~ `x-ratelimit-remaining: 4 | x-ratelimit-reset: 2500000`                       ~ `month 896 PT694H26M40S`
            `60/PT1M`           ~ `x-ratelimit-limit: 60 | x-ratelimit-remaining: -3 | x-ratelimit-reset: 7`    ~ `1m 60 PT7S`
            `60/PT1M`           ~ `x-ratelimit-limit: 60 | x-ratelimit-remaining: many | x-ratelimit-reset: 7`  ~ ``
            `60/PT1M`           ~ `x-ratelimit-limit: 60 | x-ratelimit-remaining: 60 | x-ratelimit-reset: 7`    ~ ``
            `60/PT1M`           ~ `ratelimit: "`                                                                ~ ``
            `60/PT1M`           ~ `content-type: text/html`                                                     ~ ``
            """)
    void understands_the_usual_headers(String policies, String headers, @Nullable String told) {
        List<Correction> corrections = ToldLimits.read(Lines.budget(policies), Lines.headers(headers), NOW)
                .corrections();

        assertThat(String.join(
                        ", ",
                        corrections.stream()
                                .map(each ->
                                        each.window() + " " + each.used() + " " + Duration.between(NOW, each.until()))
                                .toList()))
                .isEqualTo(told == null ? "" : told);
    }

    @Test
    void follows_the_headers_of_the_file_and_no_others() {
        ApiBudget usual = Lines.budget("8/PT1M 800/day");
        ApiBudget budget = new ApiBudget(
                usual.policies(), 0, Reserve.USUAL, List.of(new LimitHeaders("api-credits-left", null, "1m")));

        ToldLimits told = ToldLimits.read(
                budget, Map.of("api-credits-left", "3", "x-ratelimit-remaining", "0", "x-ratelimit-reset", "5"), NOW);

        assertThat(told).isEqualTo(new ToldLimits(List.of(new Correction("1m", 5, NOW.plusSeconds(60))), null));
    }

    @Test
    void a_limit_that_is_used_up_ends_at_its_reset_whatever_window_it_is_of_and_within_31_days() {
        ApiBudget budget = Lines.budget("20/PT1M");

        assertThat(ToldLimits.read(
                        budget,
                        Lines.headers("ratelimit-limit: 15000 | ratelimit-remaining: 0 | ratelimit-reset: 864000"),
                        NOW))
                .isEqualTo(new ToldLimits(List.of(), NOW.plusSeconds(864_000)));
        assertThat(ToldLimits.read(
                        budget,
                        Lines.headers("ratelimit-limit: 15000 | ratelimit-remaining: 0 | ratelimit-reset: 99999999"),
                        NOW))
                .isEqualTo(new ToldLimits(List.of(), NOW.plus(Duration.ofDays(31))));
    }
}
