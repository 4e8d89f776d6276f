package dev.quotewell.cli;

import java.io.PrintWriter;

/**
 * One line that is written over and goes when the work is done; where the launcher says that error output is a terminal.
 * Safe for many threads.
 */
final class ProgressBar implements AutoCloseable {

    private static final int WIDTH = 30;

    private final PrintWriter terminal;
    private final boolean shown;
    private final int whole;
    private int widest;

    /** @param wanted whether to show it on a terminal */
    ProgressBar(PrintWriter terminal, boolean wanted, int whole) {
        this(terminal, whole, wanted && Boolean.getBoolean("quotewell.progress"));
    }

    /** @param shown whatever this is */
    ProgressBar(PrintWriter terminal, int whole, boolean shown) {
        this.terminal = terminal;
        this.shown = shown;
        this.whole = whole;
        show(0);
    }

    synchronized void show(int done) {
        if (shown) {
            int full = whole == 0 ? WIDTH : WIDTH * Math.min(done, whole) / whole;
            String line = "[" + "=".repeat(full) + " ".repeat(WIDTH - full) + "] " + done + "/" + whole;
            widest = Math.max(widest, line.length());
            terminal.print("\r" + line);
            terminal.flush();
        }
    }

    @Override
    public synchronized void close() {
        if (shown) {
            terminal.print("\r" + " ".repeat(widest) + "\r");
            terminal.flush();
        }
    }
}
