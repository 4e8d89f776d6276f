@NullMarked
package dev.quotewell.plan;

import org.jspecify.annotations.NullMarked;
