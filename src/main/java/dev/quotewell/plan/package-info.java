/** What another configuration would have done with recorded traffic: the decisions of the running system on a simulated clock. */
@NullMarked
package dev.quotewell.plan;

import org.jspecify.annotations.NullMarked;
