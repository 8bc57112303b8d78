package dev.rsparse.compiler.check;

import dev.rsparse.grammar.Span;
import java.util.List;
import java.util.Optional;

/// What a block of a policy reaches.
///
/// @param word what the block begins with: `default`, `select`, `tune`
/// @param selector where its selector stands; empty for `default`
/// @param block where the block stands
/// @param paths of linears and embedding tables, in graph order
public record PolicyReach(String word, Optional<Span> selector, Span block, List<String> paths) {
    public PolicyReach {
        paths = List.copyOf(paths);
    }
}
