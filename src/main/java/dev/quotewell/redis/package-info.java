/** All that is Redis: connection, embedded server, entries, leases, outbox, streams. */
@NullMarked
package dev.quotewell.redis;

import org.jspecify.annotations.NullMarked;
