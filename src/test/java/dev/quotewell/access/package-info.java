@NullMarked
package dev.quotewell.access;

import org.jspecify.annotations.NullMarked;
