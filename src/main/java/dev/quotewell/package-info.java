/** The application: reads settings, builds the objects, starts Camel. */
@NullMarked
package dev.quotewell;

import org.jspecify.annotations.NullMarked;
