/** Tells in which phase a market is, when its prices move again, and whether a datum is too old for its session. */
@NullMarked
package dev.quotewell.market;

import org.jspecify.annotations.NullMarked;
