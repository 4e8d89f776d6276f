/** Tests of provider and dataset files. */
@NullMarked
package dev.quotewell.provider;

import org.jspecify.annotations.NullMarked;
