/** What a load means, whoever makes it: when a provider may be called, how long its answer holds, what no answer means. */
@NullMarked
package dev.quotewell.load;

import org.jspecify.annotations.NullMarked;
