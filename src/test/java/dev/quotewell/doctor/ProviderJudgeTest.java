package dev.quotewell.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quotewell.budget.KeyState;
import dev.quotewell.doctor.Finding.Level;
import dev.quotewell.doctor.ProviderJudge.Keys;
import dev.quotewell.doctor.ProviderJudge.Known;
import dev.quotewell.provider.Datasets;
import dev.quotewell.provider.Provider;
import dev.quotewell.provider.Providers;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProviderJudgeTest {

    private static final Datasets DATASETS = Datasets.read(Path.of("config/datasets"));
    private static final Providers PROVIDERS = Providers.read(Path.of("config/providers"), DATASETS);
    private static final Keys ONE = new Keys.Present(1);

    private static Provider finnhub() {
        return PROVIDERS.find("finnhub").orElseThrow();
    }

    private static KeyState left(long remaining) {
        return new KeyState(
                "k1", 0, null, "", List.of(new KeyState.Window("day", 25, 25 - remaining, remaining, null)));
    }

    private static void judged(Known known, Level level, String told) {
        Finding finding = ProviderJudge.judge(known);
        assertThat(finding.level() + ": " + finding.found()).isEqualTo(level + ": " + told);
        assertThat(finding.advice().isEmpty()).isEqualTo(level == Level.OK);
    }

    @Test
    void all_that_keeps_a_provider_from_being_asked_is_told() {
        judged(new Known(finnhub(), ONE, null, null), Level.OK, "Its key is set, its host answers");
        judged(
                new Known(finnhub(), new Keys.Present(2), null, List.of(left(3), left(20))),
                Level.OK,
                "2 keys are set, its host answers, left: day 23/50");
        judged(
                new Known(finnhub(), new Keys.None(), null, null),
                Level.OK,
                "It has no key, so it is not asked: FINNHUB_API_KEY would be one");
        judged(
                new Known(finnhub(), new Keys.Unreadable(), null, null),
                Level.FAULT,
                "The file that FINNHUB_API_KEY_FILE names cannot be read");
        judged(
                new Known(finnhub(), ONE, "there is no host finnhub.io", null),
                Level.WARNING,
                "Its host gives no answer: there is no host finnhub.io");
        judged(
                new Known(finnhub(), ONE, null, List.of(left(0))),
                Level.WARNING,
                "Its key is set, its host answers, left: day 0/25");
        KeyState closed = new KeyState("k1", 0, Instant.parse("2026-01-02T03:04:05Z"), "rate-limited", List.of());
        judged(
                new Known(finnhub(), ONE, null, List.of(closed)),
                Level.WARNING,
                "It is closed until 2026-01-02T03:04:05Z: rate-limited");
        judged(
                new Known(finnhub(), ONE, null, List.of(closed, left(4))),
                Level.OK,
                "Its key is set, its host answers, left: day 4/25");
    }

    @Test
    void that_no_host_is_reached_is_one_fault() {
        Known away = new Known(finnhub(), ONE, "there is no host finnhub.io", null);
        Known mute = new Known(finnhub(), new Keys.None(), null, null);

        assertThat(ProviderJudge.judge(List.of(away, mute, away)))
                .extracting(finding -> finding.level() + " " + finding.about() + ": " + finding.found())
                .containsExactly(
                        "FAULT providers: None of the 2 that would be asked is reached, finnhub: there is no host"
                                + " finnhub.io",
                        "OK provider finnhub: It has no key, so it is not asked: FINNHUB_API_KEY would be one");
        assertThat(ProviderJudge.judge(List.of(away, new Known(finnhub(), ONE, null, null))))
                .extracting(Finding::level)
                .containsExactly(Level.WARNING, Level.OK);
    }

    @Test
    void a_dataset_that_nobody_can_be_asked_for_is_a_fault() {
        Known mute = new Known(finnhub(), new Keys.None(), null, null);

        assertThat(ProviderJudge.uncovered(List.of("quote"), List.of(mute)))
                .singleElement()
                .satisfies(finding -> assertThat(finding.about()).isEqualTo("dataset quote"));
        assertThat(ProviderJudge.uncovered(List.of("quote"), List.of(mute, new Known(finnhub(), ONE, null, null))))
                .isEmpty();
    }
}
