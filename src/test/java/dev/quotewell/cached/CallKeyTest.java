package dev.quotewell.cached;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CallKeyTest {

    @Test
    void is_what_people_would_write() {
        assertThat(CallKey.of("AAPL", LocalDate.parse("2026-01-02"), 5, true)).isEqualTo("AAPL/2026-01-02/5/true");
        assertThat(CallKey.of(DayOfWeek.MONDAY, Duration.ofMinutes(5), 'x', -1L))
                .isEqualTo("MONDAY/PT5M/x/-1");
        assertThat(CallKey.of(new BigDecimal("1E-8"))).isEqualTo("0.00000001");
        assertThat(CallKey.of("são paulo")).isEqualTo("são%0020paulo");
    }

    @Test
    void different_arguments_never_make_the_same_key() {
        List<Object[]> all = List.of(
                new Object[] {},
                new Object[] {null},
                new Object[] {""},
                new Object[] {"", ""},
                new Object[] {null, null},
                new Object[] {"null"},
                new Object[] {"%null"},
                new Object[] {"%"},
                new Object[] {"%none"},
                new Object[] {"a/b"},
                new Object[] {"a", "b"},
                new Object[] {"a%002fb"},
                new Object[] {"a", "b", ""},
                new Object[] {"a b"},
                new Object[] {"a\nb"},
                new Object[] {new BigDecimal("1.0")},
                new Object[] {new BigDecimal("1.00")},
                new Object[] {"x".repeat(300)},
                new Object[] {"x".repeat(301)},
                new Object[] {"x".repeat(299) + "y"});
        Set<String> keys = new HashSet<>();

        all.forEach(arguments -> assertThat(keys.add(CallKey.of(arguments)))
                .as(List.of(arguments.length == 0 ? "none" : String.valueOf(arguments[0]))
                        .toString())
                .isTrue());

        assertThat(keys)
                .allSatisfy(
                        key -> assertThat(key).isNotEmpty().hasSizeLessThan(300).doesNotContainAnyWhitespaces());
    }

    @Test
    void only_values_are_allowed() {
        assertThat(List.of(String.class, int.class, Long.class, UUID.class, LocalDate.class, DayOfWeek.class))
                .allMatch(CallKey::allows);
        assertThat(List.of(Object.class, List.class, int[].class, StringBuilder.class))
                .noneMatch(CallKey::allows);
    }
}
