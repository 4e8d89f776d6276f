package dev.quotewell.cache;

import java.time.Duration;

/** What a caller gets for one key. */
public sealed interface Answer {

    CacheStatus status();

    /** The record, fresh or knowingly stale, and its age at this moment. */
    record Found(Entry.Value entry, Duration age, CacheStatus status) implements Answer {}

    /** There is no such key. */
    record Unknown(CacheStatus status) implements Answer {}

    /** There is nothing to serve. */
    record Failed(Failure failure, CacheStatus status) implements Answer {}
}
