/** Market data for Java programs: asks the HTTP API of a Quotewell that runs. */
@NullMarked
package dev.quotewell.client;

import org.jspecify.annotations.NullMarked;
