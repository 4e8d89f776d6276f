package dev.quotewell.sample;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** What a provider answers. */
record Reply(int status, String contentType, String body) {

    private static final String JSON = "application/json; charset=utf-8";

    /** Plain digits: some clients read 1E+1 as text. */
    private static final ObjectWriter WRITER =
            JsonMapper.builder().build().writer().with(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN);

    /** 200 with maps, lists, texts and numbers as JSON. */
    static Reply json(Object tree) {
        try {
            return json(200, WRITER.writeValueAsString(tree));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A reply holds only what JSON can say", e);
        }
    }

    static Reply json(int status, String body) {
        return new Reply(status, JSON, body);
    }

    static Reply text(int status, String sentence) {
        return new Reply(status, "text/plain; charset=utf-8", sentence + "\n");
    }

    static Reply page(int status, String title) {
        String body = "<!DOCTYPE html>\n<html><head><title>" + title + "</title></head><body><h1>" + title
                + "</h1></body></html>\n";
        return new Reply(status, "text/html; charset=utf-8", body);
    }
}
