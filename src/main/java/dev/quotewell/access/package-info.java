/** Decides who may do what over HTTP: keys and their roles, and how much of it one client may ask for. */
@NullMarked
package dev.quotewell.access;

import org.jspecify.annotations.NullMarked;
