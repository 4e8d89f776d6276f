/** Whether all that Quotewell needs is as it should be, and what to do where it is not. */
@NullMarked
package dev.quotewell.doctor;

import org.jspecify.annotations.NullMarked;
