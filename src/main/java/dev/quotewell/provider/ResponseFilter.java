package dev.quotewell.provider;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quotewell.yaml.Durations;
import dev.quotewell.yaml.Regex;
import dev.quotewell.yaml.Section;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A rule that makes a failure of a reply, whatever its status. Every condition that is given must hold; a predicate
 * does not hold for a body that is not of its format. {@code backoff} counts where the reply has no Retry-After of its own.
 */
record ResponseFilter(
        Set<Integer> httpCodes,
        @Nullable String contentType,
        @Nullable Pattern text,
        @Nullable Jq predicate,
        FailureClass failureType,
        @Nullable Duration backoff) {

    ResponseFilter {
        httpCodes = Set.copyOf(httpCodes);
    }

    static List<ResponseFilter> readAll(Section errorHandler, Set<String> variables) {
        List<ResponseFilter> filters = errorHandler.sections("responseFilters").stream()
                .map(section -> read(section, variables))
                .toList();
        errorHandler.end();
        return filters;
    }

    private static ResponseFilter read(Section section, Set<String> variables) {
        Set<Integer> httpCodes = readCodes(section);
        String contentType = section.findText("contentType");
        Pattern text = section.has("text") ? Regex.read(section, "text").pattern() : null;
        Jq predicate = section.has("predicate") ? Jq.read(section, "predicate", variables) : null;
        FailureClass failureType = readFailure(section);
        Duration backoff = section.has("backoff") ? Durations.read(section, "backoff") : null;
        section.end();
        if (httpCodes.isEmpty() && contentType == null && text == null && predicate == null) {
            section.fault(
                    "failureType",
                    "found no condition in " + section.nameOf("failureType")
                            + "'s filter, allowed are httpCodes, contentType, text, predicate");
        }
        return new ResponseFilter(httpCodes, contentType, text, predicate, failureType, backoff);
    }

    private static Set<Integer> readCodes(Section section) {
        Set<Integer> codes = new HashSet<>();
        for (String code : section.texts("httpCodes")) {
            if (code.matches("[1-5]\\d\\d")) {
                codes.add(Integer.valueOf(code));
            } else {
                section.fault(
                        "httpCodes",
                        "found " + code + " in " + section.nameOf("httpCodes") + ", allowed are 100 to 599");
            }
        }
        return codes;
    }

    private static FailureClass readFailure(Section section) {
        String all =
                Arrays.stream(FailureClass.values()).map(FailureClass::code).collect(Collectors.joining(", "));
        String code = section.text("failureType", "one of " + all);
        Optional<FailureClass> failure = FailureClass.find(code);
        if (failure.isEmpty() && !code.isEmpty()) {
            section.fault(
                    "failureType", "found " + code + " in " + section.nameOf("failureType") + ", allowed are " + all);
        }
        return failure.orElse(FailureClass.PROVIDER_FAULT);
    }

    boolean matches(Reply reply, Map<String, JsonNode> variables) {
        return (httpCodes.isEmpty() || httpCodes.contains(reply.status()))
                && (contentType == null || reply.contentType().startsWith(contentType))
                && (text == null || text.matcher(reply.text()).find())
                && (predicate == null
                        || reply.tree()
                                .filter(json -> predicate.test(json, variables))
                                .isPresent());
    }
}
