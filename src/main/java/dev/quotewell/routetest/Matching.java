package dev.quotewell.routetest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quotewell.yaml.Place;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Holds what was found against what is expected, part by part: an object may have more fields than expected, a list has
 * the expected length, a number the expected digits, and {@code *} in a text stands for anything. What is expected as
 * {@code null} is absent.
 */
final class Matching {

    private static final int LONGEST = 200;

    private Matching() {}

    /** Whether the text is the pattern, in which {@code *} stands for anything. */
    static boolean isLike(String text, String pattern) {
        String regex =
                Arrays.stream(pattern.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
        return Pattern.compile(regex, Pattern.DOTALL).matcher(text).matches();
    }

    /** @param name of what is compared, for the reader */
    static void compare(String name, Located expected, @Nullable JsonNode found, List<String> failures) {
        if (expected.isMapping() && found != null && found.isObject()) {
            expected.fields()
                    .forEach((field, value) -> compare(name + "." + field, value.value(), found.get(field), failures));
            return;
        }
        if (expected.isList() && found != null && found.isArray()) {
            items(name, expected, found, failures);
            return;
        }
        boolean same = expected.isNull() ? found == null : found != null && isSame(expected, found);
        if (!same) {
            failures.add(
                    failure(expected.place(), name, expected.isNull() ? "nothing" : expected.toString(), told(found)));
        }
    }

    private static void items(String name, Located expected, JsonNode found, List<String> failures) {
        if (expected.items().size() != found.size()) {
            failures.add(failure(
                    expected.place(), name, expected.items().size() + " items", found.size() + ": " + told(found)));
            return;
        }
        for (int i = 0; i < found.size(); i++) {
            compare(name + "[" + i + "]", expected.items().get(i), found.get(i), failures);
        }
    }

    private static boolean isSame(Located expected, JsonNode found) {
        JsonNode wanted = expected.json();
        if (wanted.isTextual() && found.isTextual()) {
            return isLike(found.textValue(), wanted.textValue());
        }
        if (wanted.isNumber() && found.isNumber()) {
            // The digits count: 1.10 is not 1.1.
            return wanted.decimalValue()
                    .toPlainString()
                    .equals(found.decimalValue().toPlainString());
        }
        return wanted.equals(found);
    }

    /** Each expected item is one of those found, in any order, and there are no others. */
    static void compareAll(String name, Located expected, List<JsonNode> found, List<String> failures) {
        List<JsonNode> left = new ArrayList<>(found);
        List<Located> missed = new ArrayList<>();
        for (Located item : expected.items()) {
            JsonNode match = left.stream()
                    .filter(candidate -> differences(name, item, candidate).isEmpty())
                    .findFirst()
                    .orElse(null);
            if (match == null) {
                missed.add(item);
            } else {
                left.remove(match);
            }
        }
        for (Located item : missed) {
            if (left.isEmpty()) {
                failures.add(failure(item.place(), name, item.toString(), "no other"));
            } else {
                failures.addAll(differences(name, item, left.remove(0)));
            }
        }
        left.forEach(more -> failures.add(failure(expected.place(), name, "no more", told(more))));
    }

    private static List<String> differences(String name, Located expected, JsonNode found) {
        List<String> differences = new ArrayList<>();
        compare(name, expected, found, differences);
        return differences;
    }

    static String failure(Place place, String name, String expected, String found) {
        return place + ": " + name + ": expected " + expected + ", found " + found;
    }

    private static String told(@Nullable JsonNode found) {
        if (found == null) {
            return "nothing";
        }
        String text = found.toString();
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }
}
