package dev.quotewell.budget;

import static dev.quotewell.budget.Lines.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quotewell.provider.FailureClass;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ConsequenceTest {

    @ParameterizedTest
    @CsvSource(delimiter = '~', nullValues = "-", quoteCharacter = '`', textBlock = """
            RATE_LIMITED    ~ `9/PT1S`          ~ ``                        ~ -      ~ until PT1M
            RATE_LIMITED    ~ `9/PT1S`          ~ ``                        ~ PT20S  ~ until PT20S
            RATE_LIMITED    ~ `9/PT1S`          ~ `retry-after: 53`         ~ PT20S  ~ until PT53S
            RATE_LIMITED    ~ `9/PT1S`          ~ `retry-after: 0`          ~ PT0S   ~ until PT1S
            RATE_LIMITED    ~ `9/PT1S`          ~ `retry-after: 999999999`  ~ -      ~ until PT24H
            RATE_LIMITED    ~ `9/PT1S`          ~ `retry-after: Mon, 02 Mar 2026 15:30:00 GMT` ~ - ~ until PT30M
            RATE_LIMITED    ~ `9/PT1M`          ~ `x-ratelimit-remaining: 0 | x-ratelimit-reset: 30` ~ PT20S ~ until PT30S
            RATE_LIMITED    ~ `9/PT1M`          ~ `x-ratelimit-remaining: 0 | x-ratelimit-reset: 30 | retry-after: 9` ~ PT20S ~ until PT9S
            QUOTA_EXHAUSTED ~ `9/PT1S 25/PT24H` ~ ``                        ~ -      ~ oldest of 1d, PT1H
            QUOTA_EXHAUSTED ~ `9/PT1S 25/day`   ~ ``                        ~ -      ~ until PT9H
            QUOTA_EXHAUSTED ~ `25/day 9/PT24H`  ~ ``                        ~ -      ~ until PT9H
            QUOTA_EXHAUSTED ~ `25/day 99/month` ~ ``                        ~ -      ~ until PT705H
            QUOTA_EXHAUSTED ~ `9/PT1S`          ~ ``                        ~ -      ~ until PT1H
            QUOTA_EXHAUSTED ~ `9/PT1S`          ~ `retry-after: 172800`     ~ -      ~ until PT48H
            QUOTA_EXHAUSTED ~ `9/PT1S`          ~ `retry-after: 999999999`  ~ -      ~ until PT744H
            QUOTA_EXHAUSTED ~ `9/day`           ~ ``                        ~ PT30M  ~ until PT30M
            AUTH            ~ `9/PT1S`          ~ `retry-after: 1`          ~ -      ~ until PT10M
            PROVIDER_FAULT  ~ `9/PT1S`          ~ `retry-after: 60`         ~ PT60S  ~ -
            UNKNOWN_SYMBOL  ~ `9/PT1M`          ~ `x-ratelimit-remaining: 0 | x-ratelimit-reset: 30` ~ - ~ until PT30S
            -               ~ `9/PT1M`          ~ `x-ratelimit-remaining: 0 | x-ratelimit-reset: 30` ~ - ~ until PT30S
            -               ~ `9/PT1M`          ~ `retry-after: 60`         ~ -      ~ -
            """)
    void closes_a_key_as_the_failure_and_the_headers_tell(
            @Nullable FailureClass failure,
            String policies,
            String headers,
            @Nullable Duration retryAfter,
            @Nullable String closing) {
        Consequence consequence =
                Consequence.of(Lines.budget(policies), Lines.headers(headers), failure, retryAfter, NOW);

        assertThat(text(consequence.closing())).isEqualTo(closing);
    }

    private static @Nullable String text(@Nullable Closing closing) {
        if (closing instanceof Closing.Until until) {
            return "until " + Duration.between(NOW, until.end());
        }
        return closing instanceof Closing.UntilOldestLeaves oldest
                ? "oldest of " + oldest.window() + ", " + oldest.atLeast()
                : null;
    }

    @ParameterizedTest
    @EnumSource(
            value = FailureClass.class,
            names = {"RATE_LIMITED", "QUOTA_EXHAUSTED", "AUTH"},
            mode = EnumSource.Mode.EXCLUDE)
    void other_failures_close_nothing(FailureClass failure) {
        assertThat(Consequence.of(Lines.budget("9/PT1S"), Map.of(), failure, Duration.ofMinutes(1), NOW)
                        .isNone())
                .isTrue();
    }
}
