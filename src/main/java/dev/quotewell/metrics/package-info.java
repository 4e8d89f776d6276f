/** The names of all meters, and what feeds them. */
@NullMarked
package dev.quotewell.metrics;

import org.jspecify.annotations.NullMarked;
