package dev.quotewell.provider;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/** A kind of data with one record shape. Safe for many threads. */
@SuppressWarnings("DoNotCallSuggester")
public final class Dataset {

    private final String name;

    Dataset(String name) {
        this.name = name;
    }

    public String name() {
        return name;
    }

    /** Reads a key's canonical text, such as {@code AAPL/1d/2025-01-01/2025-12-31}. */
    public DatasetKey key(String text) {
        throw new UnsupportedOperationException(text);
    }

    /** The HTTP form: the symbol, and the other parts by name; other names are refused. */
    public DatasetKey key(String symbol, Map<String, String> parameters) {
        throw new UnsupportedOperationException(symbol + parameters);
    }

    /** What is wrong with a record by the dataset's JSON Schema; empty when it is valid. */
    public List<String> faults(JsonNode record) {
        throw new UnsupportedOperationException();
    }
}
