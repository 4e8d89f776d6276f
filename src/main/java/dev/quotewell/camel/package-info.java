/** The face that Camel sees: components, and the beans that routes name. */
@NullMarked
package dev.quotewell.camel;

import org.jspecify.annotations.NullMarked;
