package dev.quotewell.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeysTest {

    private final ApiKeys keys = new ApiKeys(List.of(
            new ApiKey("reader", Set.of(Role.READ), KeyHash.of("qw_reader")),
            new ApiKey("operator", Set.of(Role.READ, Role.OPERATE), KeyHash.of("qw_operator"))));

    @Test
    void a_known_key_with_the_role_gets_in_by_either_header() {
        assertThat(keys.judge("Bearer qw_reader", null, Role.READ)).isEqualTo(new Verdict.Allowed("reader"));
        assertThat(keys.judge("bearer  qw_reader ", null, Role.READ)).isEqualTo(new Verdict.Allowed("reader"));
        assertThat(keys.judge(null, "qw_operator", Role.OPERATE)).isEqualTo(new Verdict.Allowed("operator"));
    }

    @Test
    void a_known_key_without_the_role_is_told_which_one_it_takes() {
        assertThat(keys.judge("Bearer qw_reader", null, Role.OPERATE))
                .isEqualTo(new Verdict.Forbidden("reader", Role.OPERATE));
    }

    @Test
    void no_role_holds_another() {
        assertThat(keys.judge("Bearer qw_operator", null, Role.REQUEST))
                .isEqualTo(new Verdict.Forbidden("operator", Role.REQUEST));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer qw_readerx",
                "Bearer qw_reade",
                "Bearer QW_READER",
                "Bearer",
                "Bearer ",
                "Basic cXdfcmVhZGVy",
                "qw_reader",
                "Bearer qw_reader, Bearer qw_operator"
            })
    void whatever_is_no_known_key_is_refused_and_not_repeated(String authorization) {
        Verdict verdict = keys.judge(authorization, null, Role.READ);

        assertThat(verdict).isInstanceOfSatisfying(Verdict.Unauthenticated.class, refused -> {
            assertThat(refused.tried()).isTrue();
            assertThat(refused.why()).doesNotContain("qw_");
        });
    }

    @Test
    void none_and_two_at_once_are_refused() {
        assertThat(keys.judge(null, null, null))
                .isInstanceOfSatisfying(
                        Verdict.Unauthenticated.class,
                        none -> assertThat(none.tried()).isFalse());
        assertThat(keys.judge("Bearer qw_reader", "qw_operator", null)).isInstanceOf(Verdict.Unauthenticated.class);
    }

    @Test
    void a_header_without_a_key_is_told_by_its_name() {
        assertThat(keys.judge(null, " ", null))
                .isEqualTo(new Verdict.Unauthenticated(true, "Found no key in X-API-Key, must be the key alone"));
        assertThat(keys.judge("Bearer", null, null))
                .isEqualTo(
                        new Verdict.Unauthenticated(true, "Found no key in Authorization, must be Bearer and the key"));
    }

    @Test
    void a_key_far_too_long_is_not_even_hashed() {
        assertThat(keys.judge("Bearer " + "x".repeat(10_000), null, null)).isInstanceOf(Verdict.Unauthenticated.class);
    }

    @Test
    void a_hash_is_64_hexadecimal_digits_and_never_shown() {
        assertThat(KeyHash.parse(KeyHash.of("a").hex()).matches(KeyHash.of("a")))
                .isTrue();
        assertThat(KeyHash.of("a").matches(KeyHash.of("b"))).isFalse();
        assertThat(KeyHash.of("a").toString()).doesNotContain(KeyHash.of("a").hex());
        assertThatThrownBy(() -> KeyHash.parse("ab")).isInstanceOf(IllegalArgumentException.class);
    }
}
