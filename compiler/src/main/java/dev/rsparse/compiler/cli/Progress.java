package dev.rsparse.compiler.cli;

import java.io.PrintWriter;
import java.util.Locale;

/// Progress of long work on standard error: a bar with the time left on a terminal, a line every tenth elsewhere.
final class Progress {

    private static final int WIDTH = 30;
    private static final long REDRAW_NANOS = 100_000_000;

    private final PrintWriter err;
    private final String what;
    private final int total;
    private final boolean terminal;
    private final long start = System.nanoTime();
    private long lastDrawn;
    private int lastTenth;

    Progress(Console console, String what, int total) {
        this.err = console.err();
        this.what = what;
        this.total = total;
        this.terminal = isTerminal();
    }

    // Whether it is null without a terminal changed between JDK 22 and 25.
    @SuppressWarnings("SystemConsoleNull")
    private static boolean isTerminal() {
        return System.console() != null && System.console().isTerminal();
    }

    /// Tells how much is done; may be called from several threads, in any order.
    synchronized void done(int count) {
        long now = System.nanoTime();
        if (terminal) {
            if (count == total || now - lastDrawn > REDRAW_NANOS) {
                lastDrawn = now;
                draw(count, now);
            }
        } else if (count * 10L / total > lastTenth) {
            lastTenth = (int) (count * 10L / total);
            err.println("rsparsec: " + what + ": " + count + " of " + total + ", " + left(count, now));
            err.flush();
        }
    }

    private void draw(int count, long now) {
        int filled = (int) ((long) WIDTH * count / total);
        err.print("\r" + what + " [" + "#".repeat(filled) + ".".repeat(WIDTH - filled) + "] " + count + "/" + total
                + "  " + left(count, now) + "  ");
        if (count == total) {
            err.println();
        }
        err.flush();
    }

    private String left(int count, long now) {
        double seconds = (now - start) / 1e9;
        return count == total
                ? String.format(Locale.ROOT, "%.1f s", seconds)
                : String.format(Locale.ROOT, "%.0f s left", seconds / count * (total - count));
    }
}
