package dev.quotewell.cached;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quotewell.json.Payload;
import java.io.IOException;
import java.lang.reflect.Method;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CachedMethodTest {

    record Price(String symbol, BigDecimal price, Instant asOf, Optional<String> exchange) {}

    static final class Endless {

        public Endless getSelf() {
            return this;
        }
    }

    interface Good {
        @Cached(dataset = "prices", expiration = 60)
        List<Price> prices(String symbol);

        @Cached(dataset = "best", expiration = 60, negativeTtl = 5)
        Optional<Price> best(String symbol);

        @Cached(dataset = "count", expiration = 60)
        int count();

        @Cached(dataset = "odd", expiration = 60)
        Object odd();
    }

    interface Bad {
        @Cached(dataset = "a b", expiration = 0, timeout = 0, staleIfError = -1)
        String numbers();

        @Cached(dataset = "nothing", expiration = 1)
        void nothing();

        @Cached(dataset = "lists", expiration = 1)
        String lists(List<String> symbols);
    }

    private static Method method(Class<?> type, String name) {
        return Arrays.stream(type.getMethods())
                .filter(method -> method.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static CachedMethod of(Class<?> type, String name) {
        Method method = method(type, name);
        return CachedMethod.of(method, method.getAnnotation(Cached.class));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "numbers | @Cached on Bad.numbers: dataset is 'a b', must begin with a letter and hold letters, digits and"
                        + " dashes, at most 60; expiration is 0, must be at least 1; timeout is 0, must be at least 1;"
                        + " staleIfError is -1, must be at least 0",
                "nothing | @Cached on Bad.nothing: it has no result to be kept",
                "lists | @Cached on Bad.lists: it has an argument of type List, allowed are text, numbers, booleans,"
                        + " enums, java.time values and UUID"
            })
    void an_annotation_that_does_not_fit_is_told_with_all_faults(String name, String told) {
        assertThatThrownBy(() -> of(Bad.class, name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(told);
    }

    @Test
    void a_result_comes_back_as_it_was() throws IOException {
        List<Price> prices = List.of(
                new Price(
                        "AAPL",
                        new BigDecimal("1.10"),
                        Instant.parse("2026-01-02T15:00:00.123456Z"),
                        Optional.of("XNAS")),
                new Price("KO", new BigDecimal("0.00000001"), Instant.EPOCH, Optional.empty()));
        CachedMethod method = of(Good.class, "prices");

        assertThat(method.read(method.write(prices).orElseThrow())).isEqualTo(prices);
        CachedMethod best = of(Good.class, "best");
        assertThat(best.read(best.write(Optional.of(prices.get(0))).orElseThrow()))
                .isEqualTo(Optional.of(prices.get(0)));
        CachedMethod count = of(Good.class, "count");
        assertThat(count.read(count.write(3).orElseThrow())).isEqualTo(3);
    }

    @Test
    void nothing_is_no_result_to_keep() {
        assertThat(of(Good.class, "best").write(Optional.empty())).isEmpty();
        assertThat(of(Good.class, "best").nothing()).isEqualTo(Optional.empty());
        assertThat(of(Good.class, "prices").write(null)).isEmpty();
        assertThat(of(Good.class, "prices").nothing()).isNull();
    }

    @Test
    void what_JSON_cannot_hold_is_told_with_the_method() {
        CachedMethod odd = of(Good.class, "odd");

        assertThatThrownBy(() -> odd.write(new Endless()))
                .isInstanceOf(CachedCallException.class)
                .hasMessage("The result of Good.odd cannot be kept as JSON");
    }

    @Test
    void a_result_of_another_shape_is_refused() {
        Payload other = Payload.utf8("{\"a\":1}");

        assertThatThrownBy(() -> of(Good.class, "prices").read(other)).isInstanceOf(IOException.class);
    }
}
