package dev.quotewell.settings;

/**
 * Whom the providers' calls reach ({@code quotewell.upstream} and {@code quotewell.sample.…}).
 *
 * @param target {@value #SAMPLE} (default) starts the sample market and sends all calls there; {@value #REAL} calls the
 *     providers' own hosts; a URL sends all calls there, with the provider's name before the path
 * @param samplePort of the sample market; default 0, a free one
 * @param sampleSeed same seed and same moment, same prices; default 1
 */
public record UpstreamSettings(String target, int samplePort, int sampleSeed) {

    public static final String SAMPLE = "sample";
    public static final String REAL = "real";

    static UpstreamSettings read(SettingsReader reader) {
        String target = reader.text("quotewell.upstream", SAMPLE);
        if (!target.equals(SAMPLE) && !target.equals(REAL) && !target.matches("https?://\\S+")) {
            reader.fault("quotewell.upstream", "must be sample, real or a URL");
        }
        return new UpstreamSettings(
                target,
                reader.number("quotewell.sample.port", 0, 0, 65535),
                reader.number("quotewell.sample.seed", 1, 0, Integer.MAX_VALUE));
    }
}
