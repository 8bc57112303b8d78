package dev.rsparse.compiler.diag;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Finds what a user may have meant by a name that does not exist.
public final class Suggestion {

    private record Candidate(String name, int distance) {}

    private static final Comparator<Candidate> BY_DISTANCE =
            Comparator.comparingInt(Candidate::distance).thenComparing(Candidate::name);

    /// Shorter names are all near each other.
    private static final int SHORTEST_TELLING = 3;

    private Suggestion() {}

    /// The nearest of `known` when it is near enough to be a slip of the keyboard.
    public static Optional<String> nearest(String name, Collection<String> known) {
        if (name.length() < SHORTEST_TELLING) {
            return Optional.empty();
        }
        int limit = Math.max(1, name.length() / 3);
        return known.stream()
                .filter(candidate -> Math.abs(candidate.length() - name.length()) <= limit)
                .map(candidate -> new Candidate(candidate, distance(name, candidate, limit)))
                .filter(candidate -> candidate.distance() <= limit)
                .min(BY_DISTANCE)
                .map(Candidate::name);
    }

    /// The nearest of `known` to a glob, in which `*` is any text and `?` any character, when they are so near that the
    /// glob would match it but for a slip of the keyboard.
    public static Optional<String> nearestToGlob(String glob, Collection<String> known) {
        int letters = (int) glob.chars().filter(c -> c != '*' && c != '?').count();
        if (letters < SHORTEST_TELLING) {
            return Optional.empty();
        }
        int limit = Math.max(1, letters / 3);
        return known.stream()
                .map(candidate -> new Candidate(candidate, globDistance(glob, candidate)))
                .filter(candidate -> candidate.distance() <= limit)
                .min(BY_DISTANCE)
                .map(Candidate::name);
    }

    /// Insertions, deletions and substitutions that make `glob` match `name`.
    private static int globDistance(String glob, String name) {
        int[] last = new int[name.length() + 1];
        Arrays.setAll(last, j -> j);
        for (int i = 1; i <= glob.length(); i++) {
            char c = glob.charAt(i - 1);
            int[] row = new int[name.length() + 1];
            row[0] = last[0] + (c == '*' ? 0 : 1);
            for (int j = 1; j <= name.length(); j++) {
                boolean same = c == '?' || c == name.charAt(j - 1);
                row[j] = c == '*'
                        ? Math.min(last[j], row[j - 1])
                        : Math.min(last[j - 1] + (same ? 0 : 1), 1 + Math.min(last[j], row[j - 1]));
            }
            last = row;
        }
        return last[name.length()];
    }

    /// The `count` nearest of `known`, nearest first, however far they are.
    public static List<String> closest(String name, Collection<String> known, int count) {
        return known.stream()
                .map(candidate -> new Candidate(candidate, distance(name, candidate, Integer.MAX_VALUE - 1)))
                .sorted(BY_DISTANCE)
                .limit(count)
                .map(Candidate::name)
                .toList();
    }

    /// Insertions, deletions, substitutions and swaps of neighbours that turn one into the other (optimal string
    /// alignment); a number above `limit` when it takes more than that.
    private static int distance(String left, String right, int limit) {
        int[] before = new int[right.length() + 1];
        int[] last = new int[right.length() + 1];
        int[] row = new int[right.length() + 1];
        for (int i = 0; i <= left.length(); i++) {
            int best = Integer.MAX_VALUE;
            for (int j = 0; j <= right.length(); j++) {
                row[j] = i == 0 || j == 0 ? i + j : step(before, last, row, left, right, i, j);
                best = Math.min(best, row[j]);
            }
            // A swap leaves out a row, but what it goes on from has a neighbour there that is one more at most.
            if (best > limit) {
                return limit + 1;
            }
            int[] spare = before;
            before = last;
            last = row;
            row = spare;
        }
        return last[right.length()];
    }

    private static int step(int[] before, int[] last, int[] row, String left, String right, int i, int j) {
        boolean same = left.charAt(i - 1) == right.charAt(j - 1);
        int best = Math.min(last[j - 1] + (same ? 0 : 1), 1 + Math.min(last[j], row[j - 1]));
        boolean swapped = i > 1
                && j > 1
                && left.charAt(i - 1) == right.charAt(j - 2)
                && left.charAt(i - 2) == right.charAt(j - 1);
        return swapped ? Math.min(best, 1 + before[j - 2]) : best;
    }
}
