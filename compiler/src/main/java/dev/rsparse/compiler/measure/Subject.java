package dev.rsparse.compiler.measure;

import dev.rsparse.compiler.tokens.TextIdentity;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Everything that a measurement depends on: what was measured of equal subjects may be joined.
///
/// @param tool version of rsparsec
/// @param weights digest of each weight file by its name
/// @param graph digest of the graph as text, and of the token that does not count
/// @param policies digest of what each policy asks for, by its name
/// @param text all windows, whatever part of them is measured
record Subject(
        String tool, Map<String, String> weights, String graph, Map<String, String> policies, TextIdentity text) {

    Subject {
        weights = Collections.unmodifiableMap(new TreeMap<>(weights));
        policies = Collections.unmodifiableMap(new TreeMap<>(policies));
    }

    /// The first thing in which `found` is not this subject, as the end of a sentence that begins "was measured".
    Optional<String> difference(Subject found) {
        return Stream.of(
                        differing("by another rsparsec", "", tool, found.tool),
                        differing("with other weights", weights, found.weights),
                        differing("with another graph", "", graph, found.graph),
                        differing("for other policies", policies, found.policies),
                        differing("over another text", "", words(text), words(found.text)))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<String> differing(String how, Map<String, String> expected, Map<String, String> found) {
        TreeSet<String> names = new TreeSet<>(expected.keySet());
        names.addAll(found.keySet());
        return names.stream()
                .flatMap(
                        name -> differing(
                                how, name + " ", expected.getOrDefault(name, "none"), found.getOrDefault(name, "none"))
                                .stream())
                .findFirst();
    }

    private static Optional<String> differing(String how, String name, String expected, String found) {
        return expected.equals(found)
                ? Optional.empty()
                : Optional.of(how + ": expected " + name + expected + ", found " + found);
    }

    private static String words(TextIdentity text) {
        String seed = text.seed().isPresent() ? " of seed " + text.seed().getAsLong() : "";
        return text.windows() + " windows of " + text.windowLength() + " tokens of " + text.name() + seed
                + text.digest().map(digest -> " (" + digest + ")").orElse("");
    }
}
