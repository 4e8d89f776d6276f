package dev.quotewell.provider;

/**
 * Something that a valid record is suspected of.
 *
 * @param check the name of the check, such as {@code jump}
 * @param refused whether the record must not be used, or is only told of
 * @param failure what refusing it counts as
 * @param what a clause, fit for a log and a caller
 */
public record Finding(String check, boolean refused, FailureClass failure, String what) {}
