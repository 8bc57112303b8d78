package dev.rsparse.compiler.schedule;

import dev.rsparse.compiler.ir.Weight;
import dev.rsparse.runtime.StripLayout;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// How linears and embeddings are stored; norms are always floats.
///
/// @param others of the weights that are not named
/// @param own by the path of a linear's weight or of an embedding table
public record Formats(StripLayout others, Map<String, StripLayout> own) {

    /// Behind the path of an embedding table whose rows were written in another basis than those of a linear that
    /// shares it.
    private static final String TURNED = ".rows";

    public Formats {
        own = Map.copyOf(new TreeMap<>(own));
    }

    /// One format for all.
    public static Formats all(StripLayout format) {
        return new Formats(format, Map.of());
    }

    /// How `weight` is stored.
    public StripLayout of(Weight weight) {
        String path = weight.path();
        String written = path.endsWith(TURNED) ? path.substring(0, path.length() - TURNED.length()) : path;
        return own.getOrDefault(path, own.getOrDefault(written, others));
    }

    /// For people and file names: `bf16`, or `bf16+q8` where some weights are stored otherwise.
    public String text() {
        SortedSet<StripLayout> more = new TreeSet<>(own.values());
        more.remove(others);
        return more.isEmpty()
                ? others.text()
                : others.text() + "+" + more.stream().map(StripLayout::text).collect(Collectors.joining("+"));
    }
}
