/** What can be set: one record per group of keys, each key with its name, default, unit and meaning. */
@NullMarked
package dev.quotewell.settings;

import org.jspecify.annotations.NullMarked;
