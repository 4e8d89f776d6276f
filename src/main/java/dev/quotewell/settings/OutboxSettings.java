package dev.quotewell.settings;

/**
 * When too many events wait for a sink ({@code quotewell.outbox.…}).
 *
 * @param alarm from so many entries on the log and the health check tell it; default 100000
 * @param limit from so many on schedules and back-fills wait; more than {@code alarm}, default 500000
 */
public record OutboxSettings(int alarm, int limit) {

    private static final int MOST = 1_000_000_000;

    static OutboxSettings read(SettingsReader reader) {
        int alarm = reader.number("quotewell.outbox.alarm", 100_000, 1, MOST);
        int limit = reader.number("quotewell.outbox.limit", 500_000, 1, MOST);
        if (limit <= alarm) {
            reader.fault("quotewell.outbox.limit", "must be more than quotewell.outbox.alarm, which is " + alarm);
        }
        return new OutboxSettings(alarm, limit);
    }
}
