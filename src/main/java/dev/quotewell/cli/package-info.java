/** The command line. */
@NullMarked
package dev.quotewell.cli;

import org.jspecify.annotations.NullMarked;
