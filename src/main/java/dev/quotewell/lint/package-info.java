/** Finds the faults of routes and configuration without running them. */
@NullMarked
package dev.quotewell.lint;

import org.jspecify.annotations.NullMarked;
