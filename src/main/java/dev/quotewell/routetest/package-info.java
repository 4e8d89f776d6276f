/** Tests of routes and provider files, written in YAML beside them: read, played, judged and told. */
@NullMarked
package dev.quotewell.routetest;

import org.jspecify.annotations.NullMarked;
