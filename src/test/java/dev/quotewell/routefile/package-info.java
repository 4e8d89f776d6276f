@NullMarked
package dev.quotewell.routefile;

import org.jspecify.annotations.NullMarked;
