@NullMarked
package dev.quotewell.traffic;

import org.jspecify.annotations.NullMarked;
