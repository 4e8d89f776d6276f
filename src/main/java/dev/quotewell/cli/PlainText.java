package dev.quotewell.cli;

import java.util.Locale;

/**
 * What strangers wrote, made safe for a terminal, which obeys control characters: those, and characters that turn the
 * order of reading or cannot be seen, become {@code \\u001b}. In JSON that stands for the same text.
 */
final class PlainText {

    private PlainText() {}

    static String line(String text) {
        return escape(text, "");
    }

    /** The same, with its line breaks and tabs kept. */
    static String lines(String text) {
        return escape(text, "\n\t");
    }

    private static String escape(String text, String kept) {
        StringBuilder plain = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); ) {
            int character = text.codePointAt(i);
            int next = i + Character.charCount(character);
            if (isSafe(character) || kept.indexOf(character) >= 0) {
                plain.appendCodePoint(character);
            } else {
                text.substring(i, next)
                        .chars()
                        .forEach(unit -> plain.append(String.format(Locale.ROOT, "\\u%04x", unit)));
            }
            i = next;
        }
        return plain.toString();
    }

    private static boolean isSafe(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
