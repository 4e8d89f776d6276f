/**
 * Whether a provider may be called now, with which of its keys, and at which priority: one count for all instances.
 *
 * <p>The count is a script of our own and no token-bucket library: a grant depends on several windows at once, some of
 * which end by a calendar and some of which must hold wherever they begin, on who asks, on what the provider's headers
 * told, and on which of its keys has the most left. All of that must be looked at and counted in one atomic step; a
 * bucket that refills is another promise (twice its size may pass around a boundary), and one bucket for each window
 * would need calls to be given back whenever the next window refuses.
 */
@NullMarked
package dev.quotewell.budget;

import org.jspecify.annotations.NullMarked;
