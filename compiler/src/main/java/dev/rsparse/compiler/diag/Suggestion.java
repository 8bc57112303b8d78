package dev.rsparse.compiler.diag;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Finds what a user may have meant by a name that does not exist.
public final class Suggestion {

    private record Candidate(String name, int distance) {}

    /// Shorter names are all near each other.
    private static final int SHORTEST_TELLING = 3;

    private Suggestion() {}

    /// The nearest of `known` when it is near enough to be a slip of the keyboard.
    public static Optional<String> nearest(String name, Collection<String> known) {
        if (name.length() < SHORTEST_TELLING) {
            return Optional.empty();
        }
        return closest(name, known, 1).stream()
                .filter(found -> distance(name, found) <= Math.max(1, name.length() / 3))
                .findFirst();
    }

    /// The `count` nearest of `known`, nearest first, however far they are.
    public static List<String> closest(String name, Collection<String> known, int count) {
        return known.stream()
                .map(candidate -> new Candidate(candidate, distance(name, candidate)))
                .sorted(Comparator.comparingInt(Candidate::distance).thenComparing(Candidate::name))
                .limit(count)
                .map(Candidate::name)
                .toList();
    }

    /// Insertions, deletions, substitutions and swaps of neighbours that turn one into the other (optimal string
    /// alignment).
    private static int distance(String left, String right) {
        int[][] distance = new int[left.length() + 1][right.length() + 1];
        for (int i = 0; i <= left.length(); i++) {
            for (int j = 0; j <= right.length(); j++) {
                distance[i][j] = i == 0 || j == 0 ? i + j : step(distance, left, right, i, j);
            }
        }
        return distance[left.length()][right.length()];
    }

    private static int step(int[][] distance, String left, String right, int i, int j) {
        boolean same = left.charAt(i - 1) == right.charAt(j - 1);
        int best =
                Math.min(distance[i - 1][j - 1] + (same ? 0 : 1), 1 + Math.min(distance[i - 1][j], distance[i][j - 1]));
        boolean swapped = i > 1
                && j > 1
                && left.charAt(i - 1) == right.charAt(j - 2)
                && left.charAt(i - 2) == right.charAt(j - 1);
        return swapped ? Math.min(best, 1 + distance[i - 2][j - 2]) : best;
    }
}
