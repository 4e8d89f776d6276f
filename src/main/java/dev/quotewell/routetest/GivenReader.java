package dev.quotewell.routetest;

import dev.quotewell.json.Json;
import dev.quotewell.json.Payload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads what a test begins with: {@code given}. */
final class GivenReader {

    private static final List<String> CACHED = List.of("dataset", "key", "record", "unknown", "age", "provider");
    private static final List<String> REPLY = List.of("status", "headers", "body", "file", "delay", "at");
    private static final String NO_ANSWER = "no-answer";

    private final Path file;
    private final Faults faults;
    private final List<Name> names;

    /** @param file beside it lie the files that replies name */
    GivenReader(Path file, Faults faults, List<Name> names) {
        this.file = file;
        this.faults = faults;
        this.names = names;
    }

    List<CachedRecord> cached(@Nullable Located cache) {
        List<CachedRecord> records = new ArrayList<>();
        if (cache != null && !cache.isList()) {
            faults.add(cache.place(), "found no list in cache, allowed is a list of entries");
        }
        for (Located item : cache == null ? List.<Located>of() : cache.items()) {
            if (!faults.isMapping(item, "cache", String.join(", ", CACHED))) {
                continue;
            }
            faults.refuseOthers(item, CACHED);
            Located record = item.find("record");
            Located unknown = item.find("unknown");
            if (unknown != null && !unknown.text().equals("true")) {
                faults.add(unknown.place(), "found " + unknown + " in unknown, allowed is true");
            }
            Located provider = item.find("provider");
            if ((record == null) == (unknown == null)) {
                faults.add(
                        item.place(),
                        "found " + (record == null ? "no" : "a") + " record, allowed is either record or"
                                + " unknown: true");
            }
            String dataset = item.text("dataset", "a dataset such as quote", faults);
            String key = item.text("key", "a key such as AAPL", faults);
            names.add(new Name(Name.Kind.ENTRY, dataset + "/" + key, item.place()));
            records.add(new CachedRecord(
                    item.place(),
                    dataset,
                    key,
                    record == null ? null : Payload.wrap(Json.bytes(record.json())),
                    provider == null ? "finnhub" : provider.text(),
                    item.span("age", faults)));
        }
        return records;
    }

    Map<String, List<ScriptedReply>> providers(@Nullable Located providers) {
        Map<String, List<ScriptedReply>> scripts = new LinkedHashMap<>();
        if (providers != null && !providers.isMapping()) {
            faults.add(providers.place(), "found no names in providers, allowed are such as finnhub: { status: 429 }");
        }
        if (providers != null) {
            providers.fields().forEach((name, field) -> {
                names.add(new Name(Name.Kind.PROVIDER, name, field.at()));
                Located told = field.value();
                List<Located> replies = told.isList() ? told.items() : List.of(told);
                scripts.put(name, replies.stream().map(this::reply).toList());
            });
        }
        return scripts;
    }

    private ScriptedReply reply(Located told) {
        if (told.isValue() && told.text().equals(NO_ANSWER)) {
            return new ScriptedReply("", false, 0, Map.of(), Payload.utf8(""), Duration.ZERO);
        }
        if (!told.isMapping()) {
            faults.add(told.place(), "found " + told + ", allowed are no-answer, or " + String.join(", ", REPLY));
        }
        faults.refuseOthers(told, REPLY);
        Located status = told.find("status");
        if (status != null && !status.text().matches("[1-5]\\d\\d")) {
            faults.add(status.place(), "found " + status + " in status, allowed is an HTTP status such as 200");
        }
        Located at = told.find("at");
        Located.Field fromFile = told.fields().get("file");
        if (fromFile != null && told.find("body") != null) {
            faults.add(fromFile.at(), "found file and body in one reply, allowed is one of them");
        }
        Payload body = replyBody(told);
        Map<String, String> headers = told.headers(faults);
        headers.putIfAbsent("content-type", contentType(body.text()));
        return new ScriptedReply(
                at == null ? "" : at.text(),
                true,
                status != null && status.text().matches("\\d{3}") ? Integer.parseInt(status.text()) : 200,
                headers,
                body,
                told.span("delay", faults));
    }

    private Payload replyBody(Located told) {
        Located named = told.find("file");
        if (named == null) {
            return told.body();
        }
        Path path = Optional.ofNullable(file.toAbsolutePath().getParent())
                .orElse(Path.of(""))
                .resolve(named.text());
        try {
            return Payload.wrap(Files.readAllBytes(path));
        } catch (IOException e) {
            faults.add(named.place(), "found " + named.text() + ", allowed is a file beside the test that can be read");
            return Payload.utf8("");
        }
    }

    private static String contentType(String body) {
        String start = body.stripLeading();
        if (start.startsWith("<")) {
            return "application/xml";
        }
        return start.startsWith("{") || start.startsWith("[") ? "application/json" : "text/plain";
    }
}
