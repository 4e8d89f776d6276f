/** Reads the YAML and JSON files of the configuration, and tells every fault with file and line. */
@NullMarked
package dev.quotewell.yaml;

import org.jspecify.annotations.NullMarked;
