package dev.quotewell.cached;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Has the results of an interface's method kept in Redis, by {@link CachedCalls#proxy}. The arguments make the key:
 * text, numbers, booleans, enums, {@code java.time} values and {@link java.util.UUID}; {@code 1.0} and {@code 1.00} are
 * two keys. The result is kept as JSON, so Jackson must be able to write and to read it; every caller gets an object of
 * its own. All times are in seconds.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Cached {

    /**
     * Where the results are kept: {@code qw:call:<dataset>:<arguments>:{pp}} in Redis. One method has it for itself, on
     * all machines. Begins with a letter; letters, digits and dashes, at most 60.
     */
    String dataset();

    /** How long a result is fresh, at least 1. */
    int expiration();

    /** How long after that the old result is given at once, while one call behind it brings the new one. */
    int staleWhileRevalidate() default 0;

    /** How long after its expiration the old result stands in when the method throws. */
    int staleIfError() default 0;

    /** How long {@code null} and an empty {@link java.util.Optional} are remembered; by default they are not. */
    int negativeTtl() default 0;

    /** How long a caller waits, at least 1. A call that takes longer goes on, and its result is kept. */
    int timeout() default 30;
}
