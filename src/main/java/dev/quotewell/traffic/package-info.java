/** What a running Quotewell was asked for and what came of it, as the lines of a file: written, and read again. */
@NullMarked
package dev.quotewell.traffic;

import org.jspecify.annotations.NullMarked;
