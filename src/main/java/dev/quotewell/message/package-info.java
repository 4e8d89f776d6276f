/** Requests, replies and events: their shapes, and the ports to the streams that carry them. */
@NullMarked
package dev.quotewell.message;

import org.jspecify.annotations.NullMarked;
