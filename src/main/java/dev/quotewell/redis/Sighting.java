package dev.quotewell.redis;

/** What became of waiting for the server of a directory. */
sealed interface Sighting {

    record Ready(ServerAnswer answer) implements Sighting {}

    /** It answers, but was still reading its data when the time was up. */
    record Loading(ServerAnswer answer) implements Sighting {}

    /** There is no such process, or no longer. */
    record Ended() implements Sighting {}

    /** There is a process, but it gave no answer in time. */
    record Silent() implements Sighting {}
}
