/** Provider and dataset files: what a valid one is, how a request is built, how a response is judged and mapped. */
@NullMarked
package dev.quotewell.provider;

import org.jspecify.annotations.NullMarked;
