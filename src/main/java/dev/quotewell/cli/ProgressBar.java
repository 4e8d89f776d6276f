package dev.quotewell.cli;

import java.io.PrintWriter;
import picocli.CommandLine.Help.Ansi;

/** One line that is written over and goes when the work is done; on a terminal only. Safe for many threads. */
final class ProgressBar implements AutoCloseable {

    private static final int WIDTH = 30;

    private final PrintWriter terminal;
    private final boolean shown;
    private final int whole;
    private int widest;

    /** @param wanted whether to show it if this is a terminal */
    ProgressBar(PrintWriter terminal, boolean wanted, int whole) {
        this(terminal, whole, wanted && Ansi.AUTO.enabled());
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
