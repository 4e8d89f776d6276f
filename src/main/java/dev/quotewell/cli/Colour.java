package dev.quotewell.cli;

import picocli.CommandLine.Help.Ansi;

/** For terminals: in a file, in a pipe and with {@code NO_COLOR} set, text stays as it is. */
public enum Colour {
    BOLD("1", "22"),
    RED("31", "39"),
    GREEN("32", "39"),
    YELLOW("33", "39");

    private static final char ESCAPE = '\u001b';

    private final String begin;
    private final String end;

    Colour(String on, String off) {
        this.begin = ESCAPE + "[" + on + "m";
        this.end = ESCAPE + "[" + off + "m";
    }

    public String on(String text) {
        return on(text, Ansi.AUTO.enabled());
    }

    String on(String text, boolean terminal) {
        return terminal ? begin + text + end : text;
    }
}
