/** Decides from an entry and a moment: serve, serve and refresh, load or wait; plain Java with the moment handed in. */
@NullMarked
package dev.quotewell.cache;

import org.jspecify.annotations.NullMarked;
