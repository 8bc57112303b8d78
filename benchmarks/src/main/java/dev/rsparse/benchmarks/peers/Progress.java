package dev.rsparse.benchmarks.peers;

import java.io.PrintStream;
import java.util.Locale;

/// Says how far a comparison is and how long it will take. Runs differ by the bytes that their models read, and so does
/// what is expected of those to come.
final class Progress {

    private final PrintStream out;
    private final double planned;
    private double done;
    private double seconds;

    /// @param planned sum of the weights of all runs
    Progress(double planned, PrintStream out) {
        this.planned = planned;
        this.out = out;
    }

    void say(String what) {
        out.println(what);
    }

    /// Reports a run.
    ///
    /// @param weight what it counts for
    /// @param took seconds from its start to its end
    void done(String what, double weight, double took) {
        done += weight;
        seconds += took;
        double left = (planned - done) / done * seconds;
        out.printf(Locale.ROOT, "%s (%.0f %%, %s left)%n", what, done / planned * 100, duration(left));
    }

    /// Counts runs that will not be made.
    void skip(double weight) {
        done += weight;
    }

    private static String duration(double seconds) {
        return seconds < 90
                ? String.format(Locale.ROOT, "%.0f s", Math.max(0, seconds))
                : String.format(Locale.ROOT, "%.0f min", seconds / 60);
    }
}
