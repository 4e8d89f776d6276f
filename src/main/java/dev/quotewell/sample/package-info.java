/** The sample market behind the default run: real formats over real HTTP, made-up prices. */
@NullMarked
package dev.quotewell.sample;

import org.jspecify.annotations.NullMarked;
