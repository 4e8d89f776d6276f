/** Benchmarks of what every answer passes through; they ship with nothing. */
@NullMarked
package dev.quotewell.bench;

import org.jspecify.annotations.NullMarked;
