package dev.quotewell.settings;

/**
 * The near cache, the copies in this process ({@code quotewell.near.…}).
 *
 * @param sizeBytes the most that all copies take ({@code quotewell.near.size}); default 64MB, 0B for none
 */
public record NearSettings(long sizeBytes) {

    static NearSettings read(SettingsReader reader) {
        return new NearSettings(reader.size("quotewell.near.size", "64MB"));
    }
}
