/** Reads route files without Camel: which there are, the endpoints in them, and what their placeholders stand for. */
@NullMarked
package dev.quotewell.routefile;

import org.jspecify.annotations.NullMarked;
