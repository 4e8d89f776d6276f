package dev.quotewell.provider;

import dev.quotewell.yaml.Regex;
import dev.quotewell.yaml.Section;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Symbols a provider covers and how it spells them: {@code spelling} is a replacement ({@code $1.LON}) for the whole
 * match of the pattern; or a {@code table} names symbol by symbol. The pattern's named groups and {@code variables} tell the rest of the file about the symbol.
 */
record SymbolRule(Regex regex, String spelling, Map<String, String> table, Map<String, String> variables) {

    SymbolRule {
        table = Map.copyOf(table);
        variables = Map.copyOf(variables);
    }

    static List<SymbolRule> readAll(Section section, String field) {
        return section.sections(field).stream().map(SymbolRule::read).toList();
    }

    private static SymbolRule read(Section section) {
        if (section.has("table")) {
            return readTable(section);
        }
        Regex regex = Regex.read(section, "pattern");
        String spelling = section.findText("spelling");
        Map<String, String> variables = readVariables(section);
        section.end();
        if (spelling != null && !isReplacement(regex, spelling)) {
            section.fault(
                    "spelling",
                    "found " + spelling + " in " + section.nameOf("spelling")
                            + ", allowed are the groups of the pattern: " + regex.pattern());
            spelling = null;
        }
        return new SymbolRule(regex, spelling == null ? "$0" : spelling, Map.of(), variables);
    }

    /** Symbols that follow no rule, one by one: ours, then the provider's. */
    private static SymbolRule readTable(Section section) {
        Section table = section.section("table");
        Map<String, String> spellings = new LinkedHashMap<>();
        table.names().forEach(symbol -> spellings.put(symbol, table.text(symbol, "the provider's spelling")));
        Map<String, String> variables = readVariables(section);
        section.end();
        Regex regex = Regex.of(spellings.keySet().stream().map(Pattern::quote).collect(Collectors.joining("|")));
        return new SymbolRule(regex, "$0", spellings, variables);
    }

    private static Map<String, String> readVariables(Section section) {
        Section constants = section.section("variables");
        Map<String, String> variables = new LinkedHashMap<>();
        constants.names().forEach(name -> variables.put(name, constants.text(name, "a text")));
        return variables;
    }

    /** Java finds a wrong group only while replacing, so it replaces once here, in a text that has every group. */
    private static boolean isReplacement(Regex regex, String spelling) {
        Matcher anything = Pattern.compile(regex.pattern() + "|").matcher("");
        try {
            anything.replaceFirst(spelling);
            return true;
        } catch (IllegalArgumentException | IndexOutOfBoundsException noSuchGroup) {
            return false;
        }
    }

    /** What the provider file may say about a symbol of ours, {@code symbol} being its own spelling; empty if not covered. */
    Optional<Map<String, String>> match(String symbol) {
        Matcher matcher = regex.pattern().matcher(symbol);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        Map<String, String> values = new LinkedHashMap<>(variables);
        regex.groups().forEach(group -> values.put(group, matcher.group(group)));
        values.put("symbol", table.getOrDefault(symbol, matcher.replaceFirst(spelling)));
        return Optional.of(values);
    }

    Set<String> names() {
        Set<String> names = new TreeSet<>(variables.keySet());
        names.addAll(regex.groups());
        names.add("symbol");
        return names;
    }
}
