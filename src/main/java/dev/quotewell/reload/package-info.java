/** Takes over changed routes and configuration while the application runs: all of a change, or none of it. */
@NullMarked
package dev.quotewell.reload;

import org.jspecify.annotations.NullMarked;
