/** JSON the way money needs it: every digit kept, nothing ambiguous accepted. */
@NullMarked
package dev.quotewell.json;

import org.jspecify.annotations.NullMarked;
