package dev.quotewell.lint;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;

/** Guesses which name was meant by one that is not known. */
final class Spelling {

    private static final int LETTERS_PER_SLIP = 3;

    private Spelling() {}

    /** {@code ; did you mean …?} or nothing, for the end of a message. */
    static String suggestion(String found, Collection<String> allowed) {
        return nearest(found, allowed)
                .map(name -> "; did you mean " + name + "?")
                .orElse("");
    }

    /**
     * The name with the fewest slips (a letter too much, too few, wrong, or two exchanged), at most one for every three
     * letters; case does not count. Of several the first by the alphabet.
     */
    static Optional<String> nearest(String found, Collection<String> allowed) {
        int most = Math.max(1, found.length() / LETTERS_PER_SLIP);
        return new TreeSet<>(allowed)
                .stream()
                        .filter(name -> Math.abs(name.length() - found.length()) <= most)
                        .filter(name -> slips(found, name) <= most)
                        .min(Comparator.comparingInt(name -> slips(found, name)));
    }

    /** The optimal string alignment distance (Damerau–Levenshtein without overlapping edits). */
    static int slips(String one, String other) {
        String from = one.toLowerCase(Locale.ROOT);
        String to = other.toLowerCase(Locale.ROOT);
        int[][] slips = new int[from.length() + 1][to.length() + 1];
        for (int i = 0; i <= from.length(); i++) {
            for (int j = 0; j <= to.length(); j++) {
                if (i == 0 || j == 0) {
                    slips[i][j] = i + j;
                    continue;
                }
                int wrong = from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1;
                slips[i][j] = Math.min(slips[i - 1][j - 1] + wrong, 1 + Math.min(slips[i - 1][j], slips[i][j - 1]));
                boolean exchanged = i > 1
                        && j > 1
                        && from.charAt(i - 1) == to.charAt(j - 2)
                        && from.charAt(i - 2) == to.charAt(j - 1);
                if (exchanged) {
                    slips[i][j] = Math.min(slips[i][j], slips[i - 2][j - 2] + 1);
                }
            }
        }
        return slips[from.length()][to.length()];
    }
}
