package dev.quotewell.settings;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All settings of a run.
 *
 * @param source what they were read from, to read them again
 * @param data the directory for what the application writes ({@code quotewell.data}, default {@code data})
 * @param watch whether edited files are taken over by themselves ({@code quotewell.reload.watch}, default true)
 * @param others keys that are not ours: Camel's own, and the placeholders of routes
 */
public record Settings(
        SettingsSource source,
        Path data,
        ApiSettings api,
        AccessSettings access,
        RedisSettings redis,
        NearSettings near,
        UpstreamSettings upstream,
        BreakerSettings breaker,
        RequestSettings requests,
        OutboxSettings outbox,
        RecordingSettings recording,
        boolean watch,
        Map<String, String> others) {

    /**
     * Reads {@code application.properties} and {@code application-<profile>.properties}, the environment
     * ({@code QUOTEWELL_REDIS_URI} for {@code quotewell.redis.uri}) and the command line, the later over the earlier.
     *
     * @param profile empty for none; several have commas between them, and the later stand over the earlier
     * @param commandLine keys and values given there
     * @throws InvalidSettingsException with all faults at once
     */
    public static Settings read(
            Path config, String profile, Map<String, String> environment, Map<String, String> commandLine) {
        SettingsReader reader = new SettingsReader(environment);
        reader.file(existing(
                config.resolve("application.properties"),
                "the settings are read from it; run in the root of the"
                        + " repository, or name the folder by --config"));
        for (String name : profile.isEmpty() ? new String[0] : profile.split(",", -1)) {
            String file = "application-" + name.strip() + ".properties";
            reader.file(existing(config.resolve(file), "the profile " + name.strip() + " is read from it"));
        }
        commandLine.forEach((key, value) -> reader.put(key, value, "command line"));
        Settings settings = new Settings(
                new SettingsSource(config, profile, environment, commandLine),
                Path.of(reader.text("quotewell.data", "data")),
                ApiSettings.read(reader),
                AccessSettings.read(reader),
                RedisSettings.read(reader),
                NearSettings.read(reader),
                UpstreamSettings.read(reader),
                BreakerSettings.read(reader),
                RequestSettings.read(reader),
                OutboxSettings.read(reader),
                RecordingSettings.read(reader),
                reader.flag("quotewell.reload.watch", true),
                reader.others());
        reader.finish();
        return settings;
    }

    /** What is ours, keys under {@code quotewell.}, and not as in the others: keys, or what several begin with. */
    public List<String> differing(Settings other) {
        Map<String, Boolean> same = new LinkedHashMap<>();
        same.put("quotewell.api.*", api.equals(other.api) && access.equals(other.access));
        same.put("quotewell.breaker.*", breaker.equals(other.breaker));
        same.put("quotewell.data", data.equals(other.data));
        same.put("quotewell.near.size", near.equals(other.near));
        same.put("quotewell.outbox.*", outbox.equals(other.outbox));
        same.put("quotewell.recording.*", recording.equals(other.recording));
        same.put("quotewell.redis.*", redis.equals(other.redis));
        same.put("quotewell.reload.watch", watch == other.watch);
        same.put("quotewell.requests.largest-reply", requests.equals(other.requests));
        same.put("quotewell.upstream, quotewell.upstream.*, quotewell.sample.*", upstream.equals(other.upstream));
        return same.entrySet().stream()
                .filter(group -> !group.getValue())
                .map(Map.Entry::getKey)
                .toList();
    }

    /** These, with the keys of others that are not ours. */
    public Settings withOthers(Map<String, String> newer) {
        return new Settings(
                source, data, api, access, redis, near, upstream, breaker, requests, outbox, recording, watch, newer);
    }

    /** The directory with {@code application.properties} and what lies beside it. */
    public Path config() {
        return source.config();
    }

    private static Path existing(Path file, String use) {
        if (!Files.isRegularFile(file)) {
            throw new InvalidSettingsException(List.of(file + ": there is no such file, " + use));
        }
        return file;
    }
}
