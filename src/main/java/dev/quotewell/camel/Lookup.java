package dev.quotewell.camel;

import dev.quotewell.cache.Answer;
import dev.quotewell.json.Payload;
import dev.quotewell.message.Problem;
import dev.quotewell.message.Result;
import dev.quotewell.provider.Dataset;
import dev.quotewell.provider.InvalidKeyException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one request, each judged alone: the valid ones go to the cache, the others keep their problem, and the
 * results come out in the order asked.
 */
final class Lookup {

    /** Header of the dataset's routes: one key as a text, or many as a list. */
    static final String KEY = "key";

    /** Header that names the dataset's route. */
    static final String DATASET = "dataset";

    /** Header with the number of keys in {@link #KEY}. */
    static final String KEY_COUNT = "keyCount";

    private static final String PROPERTY = "QuotewellLookup";

    private record Item(
            String asked, @Nullable String key, @Nullable Problem problem) {}

    private final List<Item> items;

    private Lookup(List<Item> items) {
        this.items = items;
    }

    /** @param parameters for all keys, beside the symbol, where the dataset has some */
    static Lookup of(Dataset dataset, List<String> asked, Map<String, String> parameters) {
        List<Item> items = new ArrayList<>(asked.size());
        for (String key : asked) {
            try {
                String text = parameters.isEmpty()
                        ? dataset.key(key).text()
                        : dataset.key(key, parameters).text();
                items.add(new Item(key, text, null));
            } catch (InvalidKeyException e) {
                items.add(new Item(key, null, Problems.of(e)));
            }
        }
        return new Lookup(items);
    }

    static Lookup refused(List<String> asked, Problem problem) {
        return new Lookup(
                asked.stream().map(key -> new Item(key, null, problem)).toList());
    }

    void begin(Exchange exchange, String dataset) {
        exchange.setProperty(PROPERTY, this);
        exchange.getMessage().setHeader(DATASET, dataset);
        List<String> keys =
                items.stream().flatMap(item -> Stream.ofNullable(item.key())).toList();
        exchange.getMessage().setHeader(KEY, keys);
        exchange.getMessage().setHeader(KEY_COUNT, keys.size());
    }

    /** The results of the look-up that {@link #begin} put on this exchange. */
    static List<Result> results(Exchange exchange) {
        Lookup lookup = exchange.getProperty(PROPERTY, Lookup.class);
        List<?> answers = exchange.getProperty(CacheAsideConstants.ANSWERS, List.of(), List.class);
        List<Result> results = new ArrayList<>(lookup.items.size());
        int next = 0;
        for (Item item : lookup.items) {
            Problem problem = item.problem();
            results.add(
                    problem != null
                            ? new Result.Missing(item.asked(), problem)
                            : result(item.asked(), (Answer) answers.get(next++)));
        }
        return results;
    }

    private static Result result(String asked, Answer answer) {
        if (answer instanceof Answer.Found found) {
            Payload record = found.entry().record();
            return new Result.Found(asked, record, answer.status().header());
        }
        return new Result.Missing(asked, Problems.of(answer, asked));
    }
}
