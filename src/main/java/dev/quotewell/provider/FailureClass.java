package dev.quotewell.provider;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Why a provider gave no record: what a caller may do next depends on it. */
public enum FailureClass {
    /** Too many calls in a short time: soon again. */
    RATE_LIMITED("too many calls in a short time"),
    /** The day's or month's calls are used up: not before it begins anew. */
    QUOTA_EXHAUSTED("the quota is used up"),
    /** The key is missing or wrong: someone must act. */
    AUTH("the key is missing or not accepted"),
    /** The plan does not include this symbol, endpoint or period. */
    NOT_ENTITLED("the plan does not include this"),
    /** There is no such symbol, or this provider does not know it. */
    UNKNOWN_SYMBOL("the symbol is not known"),
    /** The symbol is known, and there is nothing for what was asked. */
    NO_DATA("there is no data for this key"),
    /** The provider does not understand the request. */
    BAD_REQUEST("the request was not accepted"),
    /** The provider is down or erring. */
    PROVIDER_FAULT("the provider failed"),
    /** The provider turns away our place, address or client. */
    BLOCKED("access is blocked"),
    /** The reply cannot be read as a valid record. */
    MALFORMED("the reply cannot be read"),
    /** The datum is older than its session allows. */
    STALE_DATUM("the datum is too old");

    private final String meaning;

    FailureClass(String meaning) {
        this.meaning = meaning;
    }

    /** The name in provider files, metrics and messages: {@code rate-limited}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** A short clause for messages. */
    String meaning() {
        return meaning;
    }

    /** By its code. */
    public static Optional<FailureClass> find(String code) {
        return Arrays.stream(values())
                .filter(value -> value.code().equals(code))
                .findFirst();
    }
}
