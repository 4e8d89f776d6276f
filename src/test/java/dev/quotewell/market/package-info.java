@NullMarked
package dev.quotewell.market;

import org.jspecify.annotations.NullMarked;
