package dev.quotewell.load;

import static dev.quotewell.provider.FailureClass.AUTH;
import static dev.quotewell.provider.FailureClass.NO_DATA;
import static dev.quotewell.provider.FailureClass.PROVIDER_FAULT;
import static dev.quotewell.provider.FailureClass.QUOTA_EXHAUSTED;
import static dev.quotewell.provider.FailureClass.RATE_LIMITED;
import static dev.quotewell.provider.FailureClass.UNKNOWN_SYMBOL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quotewell.cache.Failure;
import dev.quotewell.cache.LoadOutcome;
import dev.quotewell.provider.FailureClass;
import dev.quotewell.provider.ProviderFailedException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LoadVerdictTest {

    private static LoadOutcome verdict(FailureClass... failures) {
        return LoadVerdict.of(Stream.of(failures)
                .map(failure -> new ProviderFailedException("p", failure, "said so"))
                .toList());
    }

    private static Failure.Kind kind(LoadOutcome outcome) {
        return ((LoadOutcome.Failed) outcome).failure().kind();
    }

    @Test
    void a_key_is_unknown_when_somebody_said_so_and_nobody_was_prevented_from_knowing_better() {
        assertThat(verdict(UNKNOWN_SYMBOL)).isInstanceOf(LoadOutcome.NoSuchKey.class);
        assertThat(verdict(NO_DATA, UNKNOWN_SYMBOL)).isInstanceOf(LoadOutcome.NoSuchKey.class);
        assertThat(verdict(AUTH, UNKNOWN_SYMBOL)).isInstanceOf(LoadOutcome.NoSuchKey.class);
        assertThat(verdict()).isInstanceOf(LoadOutcome.NoSuchKey.class);
    }

    @Test
    void a_provider_in_trouble_might_have_known_the_key() {
        assertThat(kind(verdict(UNKNOWN_SYMBOL, PROVIDER_FAULT))).isEqualTo(Failure.Kind.PROVIDER_FAILED);
        assertThat(kind(verdict(RATE_LIMITED, UNKNOWN_SYMBOL))).isEqualTo(Failure.Kind.PROVIDER_FAILED);
    }

    @Test
    void a_missing_key_of_ours_says_nothing_about_the_symbol() {
        assertThat(kind(verdict(AUTH, AUTH))).isEqualTo(Failure.Kind.PROVIDER_FAILED);
    }

    @Test
    void the_budget_is_to_blame_only_when_it_is_to_blame_everywhere() {
        assertThat(kind(verdict(RATE_LIMITED, QUOTA_EXHAUSTED))).isEqualTo(Failure.Kind.BUDGET_EXHAUSTED);
        assertThat(kind(verdict(RATE_LIMITED, PROVIDER_FAULT))).isEqualTo(Failure.Kind.PROVIDER_FAILED);
    }

    @Test
    void tells_who_failed_how_and_when_to_come_back() {
        LoadOutcome outcome = LoadVerdict.of(List.of(
                new ProviderFailedException("finnhub", RATE_LIMITED, "limit", Duration.ofSeconds(60)),
                new ProviderFailedException("alphavantage", PROVIDER_FAULT, "status 500")));

        assertThat(((LoadOutcome.Failed) outcome).failure())
                .isEqualTo(new Failure(
                        Failure.Kind.PROVIDER_FAILED,
                        "finnhub: rate-limited, alphavantage: provider-fault",
                        Duration.ofSeconds(60)));
    }
}
