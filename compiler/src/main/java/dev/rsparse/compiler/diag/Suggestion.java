package dev.rsparse.compiler.diag;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Finds what a user may have meant by a name that does not exist.
public final class Suggestion {

    private record Candidate(String name, int distance) {}

    private Suggestion() {}

    /// The nearest of `known` when it is near enough to be a slip of the keyboard.
    public static Optional<String> nearest(String name, Collection<String> known) {
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

    /// Insertions, deletions and substitutions that turn one into the other (Levenshtein).
    private static int distance(String left, String right) {
        int[] previous = new int[right.length() + 1];
        for (int j = 0; j <= right.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= left.length(); i++) {
            int[] current = new int[right.length() + 1];
            current[0] = i;
            for (int j = 1; j <= right.length(); j++) {
                int substituted = previous[j - 1] + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(substituted, 1 + Math.min(previous[j], current[j - 1]));
            }
            previous = current;
        }
        return previous[right.length()];
    }
}
