/** The cache for callers in Java: results of methods, kept in Redis. */
@NullMarked
package dev.quotewell.cached;

import org.jspecify.annotations.NullMarked;
