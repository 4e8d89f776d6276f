package dev.quotewell.camel;

import dev.quotewell.cache.Answer;
import dev.quotewell.message.InvalidRequestException;
import dev.quotewell.message.Problem;
import dev.quotewell.message.Request;
import dev.quotewell.message.Result;
import dev.quotewell.provider.Dataset;
import dev.quotewell.provider.Datasets;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/**
 * Reads the requests of the HTTP API and writes its answers, by the processors {@code read-record},
 * {@code write-record}, {@code read-records}, {@code write-records} and {@code write-problem}: not by a bean's methods,
 * since Camel's reflection costs as much as the rest of a hit. Safe for many threads.
 */
public final class HttpApi {

    private static final String KEYS = "keys";
    private static final String JSON = "application/json";

    private final Datasets datasets;

    public HttpApi(Datasets datasets) {
        this.datasets = datasets;
    }

    /** By the names that routes use. */
    public Map<String, Processor> processors() {
        return Map.of(
                "read-record", this::readOne,
                "write-record", this::writeOne,
                "read-records", this::readMany,
                "write-records", this::writeMany,
                "write-problem", this::writeProblem);
    }

    /** {@code /v1/{dataset}/{key}}: headers {@code dataset} and {@code key} for the dataset's route. */
    private void readOne(Exchange exchange) {
        List<String> path = path(exchange);
        Dataset dataset = dataset(path.get(1));
        Map<String, String> parameters = query(exchange);
        String key = parameters.isEmpty()
                ? dataset.key(path.get(2)).text()
                : dataset.key(path.get(2), parameters).text();
        exchange.getMessage().setHeader(Lookup.DATASET, dataset.name());
        exchange.getMessage().setHeader(Lookup.KEY, key);
    }

    /** {@code /v1/{dataset}?keys=A,B}: headers {@code dataset} and {@code key}, the latter a list. */
    private void readMany(Exchange exchange) {
        Dataset dataset = dataset(path(exchange).get(1));
        Map<String, String> parameters = query(exchange);
        String keys = parameters.remove(KEYS);
        if (keys == null || keys.isEmpty()) {
            throw new InvalidRequestException("keys is missing, must be 1 to " + Request.MOST_KEYS
                    + " keys with commas between them, such as ?keys=AAPL,MSFT");
        }
        List<String> asked = List.of(keys.split(",", -1));
        if (asked.size() > Request.MOST_KEYS) {
            throw new InvalidRequestException("keys holds " + asked.size() + " keys, at most " + Request.MOST_KEYS);
        }
        Lookup.of(dataset, asked, parameters).begin(exchange, dataset.name());
    }

    private void writeOne(Exchange exchange) {
        Answer answer = (Answer)
                exchange.getProperty(CacheAsideConstants.ANSWERS, List.class).get(0);
        if (!(answer instanceof Answer.Found found)) {
            throw new IllegalStateException("A key without a record fails its exchange");
        }
        String tag = '"' + found.entry().contentId() + '"';
        boolean notModified = matches(exchange.getMessage().getHeader("If-None-Match", String.class), tag);
        Message message = blank(exchange);
        if (notModified) {
            message.setHeader(Exchange.HTTP_RESPONSE_CODE, 304);
        } else {
            message.setHeader(Exchange.CONTENT_TYPE, JSON);
            message.setBody(found.entry().record().array());
        }
        message.setHeader("ETag", tag);
        message.setHeader("Age", found.age().toSeconds());
        tellCache(message, answer);
    }

    private void writeMany(Exchange exchange) {
        byte[] results = Result.toJson(Lookup.results(exchange));
        Message message = blank(exchange);
        message.setHeader(Exchange.CONTENT_TYPE, JSON);
        message.setHeader("Cache-Control", "no-store");
        message.setBody(results);
    }

    /** Answers with the problem that the exchange's exception stands for. */
    private void writeProblem(Exchange exchange) {
        Exception failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        Object asked = exchange.getMessage().getHeader(Lookup.KEY, "");
        Message message = blank(exchange);
        Problem problem;
        if (failure instanceof NoAnswerException none) {
            problem = Problems.of(none.answer(), asked.toString());
            tellCache(message, none.answer());
        } else {
            problem = Problems.of(failure);
            message.setHeader("Cache-Control", "no-store");
        }
        if (problem.retryAfter() != null) {
            message.setHeader("Retry-After", problem.retryAfterSeconds());
        }
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, problem.type().status());
        message.setHeader(Exchange.CONTENT_TYPE, "application/problem+json");
        message.setBody(problem.toJson());
    }

    private static void tellCache(Message message, Answer answer) {
        Duration ttl = answer.status().ttl();
        message.setHeader("Cache-Status", answer.status().header());
        message.setHeader("Cache-Control", ttl == null ? "no-store" : "max-age=" + Math.max(0, ttl.toSeconds()));
    }

    /** Whatever the route left in the message stays inside. */
    private static Message blank(Exchange exchange) {
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setBody(null);
        return message;
    }

    private Dataset dataset(String name) {
        return datasets.find(name).orElseThrow(() -> new UnknownDatasetException(name, datasets.names()));
    }

    /** The decoded segments of the path, from the one after the first slash. */
    static List<String> path(Exchange exchange) {
        String path = exchange.getMessage().getHeader(Exchange.HTTP_PATH, "", String.class);
        return List.of(path.substring(1).split("/", -1)).stream()
                .map(HttpApi::decode)
                .toList();
    }

    static Map<String, String> query(Exchange exchange) {
        Map<String, String> parameters = new LinkedHashMap<>();
        String query = Optional.ofNullable(exchange.getMessage().getHeader(Exchange.HTTP_RAW_QUERY, String.class))
                .orElse("");
        for (String pair : query.split("&", -1)) {
            if (pair.isEmpty()) {
                continue;
            }
            int equals = pair.indexOf('=');
            String name = decode(equals < 0 ? pair : pair.substring(0, equals));
            String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
            if (parameters.put(name, value) != null) {
                throw new InvalidRequestException("The parameter " + name + " is given twice, allowed is once");
            }
        }
        return parameters;
    }

    private static String decode(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        try {
            // A plus is a plus: no symbol holds a space.
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new InvalidRequestException("The URL holds '" + text + "', which is no percent-encoding of UTF-8");
        }
    }

    /** RFC 9110 section 13.1.2: a list of tags compared weakly, or any. */
    private static boolean matches(@Nullable String ifNoneMatch, String tag) {
        if (ifNoneMatch == null) {
            return false;
        }
        for (String candidate : ifNoneMatch.split(",", -1)) {
            String stripped = candidate.strip();
            if (stripped.equals("*") || stripped.equals(tag) || stripped.equals("W/" + tag)) {
                return true;
            }
        }
        return false;
    }
}
