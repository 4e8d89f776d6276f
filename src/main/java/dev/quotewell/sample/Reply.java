package dev.quotewell.sample;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What a provider answers; {@code headers} beside the content type. */
record Reply(int status, String contentType, String body, Map<String, String> headers) {

    private static final String JSON = "application/json; charset=utf-8";

    private static final String ETAG = "ETag";

    /** Plain digits: some clients read 1E+1 as text. */
    private static final ObjectWriter WRITER =
            JsonMapper.builder().build().writer().with(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN);

    Reply {
        headers = Map.copyOf(headers);
    }

    /** 200 with maps, lists, texts and numbers as JSON. */
    static Reply json(Object tree) {
        try {
            return json(200, WRITER.writeValueAsString(tree));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A reply holds only what JSON can say", e);
        }
    }

    static Reply json(int status, String body) {
        return new Reply(status, JSON, body, Map.of());
    }

    static Reply text(int status, String sentence) {
        return new Reply(status, "text/plain; charset=utf-8", sentence + "\n", Map.of());
    }

    static Reply page(int status, String title) {
        String body = "<!DOCTYPE html>\n<html><head><title>" + title + "</title></head><body><h1>" + title
                + "</h1></body></html>\n";
        return new Reply(status, "text/html; charset=utf-8", body, Map.of());
    }

    Reply cacheControl(String directives) {
        return with("Cache-Control", directives);
    }

    /** A strong validator: letters, digits and the like, without its quotes. */
    Reply etag(String tag) {
        return with(ETAG, '"' + tag + '"');
    }

    private Reply with(String name, String value) {
        Map<String, String> more = new HashMap<>(headers);
        more.put(name, value);
        return new Reply(status, contentType, body, more);
    }

    /** 304 without a body where the caller has this very answer already (RFC 9110 section 13.1.2). */
    Reply unlessKnown(List<String> ifNoneMatch) {
        String tag = headers.get(ETAG);
        boolean known = tag != null
                && ifNoneMatch.stream()
                        .flatMap(line -> Stream.of(line.split(",", -1)))
                        .map(theirs -> theirs.strip().replaceFirst("^W/", ""))
                        .anyMatch(theirs -> theirs.equals("*") || theirs.equals(tag));
        return known && status == 200 ? new Reply(304, contentType, "", headers) : this;
    }
}
