package dev.quotewell.settings;

import java.util.Set;

/**
 * Whom the providers' calls reach ({@code quotewell.upstream} and {@code quotewell.sample.…}).
 *
 * @param target {@value #SAMPLE} (default) starts the sample market and sends all calls there; {@value #REAL} calls the
 *     providers' own hosts; a URL sends all calls there, with the provider's name before the path
 * @param providers whom a URL stands in for, with commas between them; the others are not called. Default all
 * @param budgets whether the providers' api budgets hold for a stand-in too; default true. They always do for real ones
 * @param samplePort of the sample market; default 0, a free one
 * @param sampleSeed same seed and same moment, same prices; default 1
 */
public record UpstreamSettings(String target, Set<String> providers, boolean budgets, int samplePort, int sampleSeed) {

    public static final String SAMPLE = "sample";
    public static final String REAL = "real";

    public UpstreamSettings {
        providers = Set.copyOf(providers);
    }

    public boolean isReal() {
        return target.equals(REAL);
    }

    /** Whether api budgets hold. */
    public boolean isLimited() {
        return budgets || isReal();
    }

    static UpstreamSettings read(SettingsReader reader) {
        String target = reader.text("quotewell.upstream", SAMPLE);
        if (!target.equals(SAMPLE) && !target.equals(REAL) && !target.matches("https?://\\S+")) {
            reader.fault("quotewell.upstream", "must be sample, real or a URL");
        }
        return new UpstreamSettings(
                target,
                reader.names("quotewell.upstream.providers"),
                reader.flag("quotewell.upstream.budgets", true),
                reader.number("quotewell.sample.port", 0, 0, 65535),
                reader.number("quotewell.sample.seed", 1, 0, Integer.MAX_VALUE));
    }
}
