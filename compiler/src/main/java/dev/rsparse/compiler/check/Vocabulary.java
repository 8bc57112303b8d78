package dev.rsparse.compiler.check;

import java.util.List;
import java.util.Optional;

/// The words of the language that are no keywords of its syntax, for tools.
public final class Vocabulary {

    private Vocabulary() {}

    /// An operation of graphs.
    ///
    /// @param usage as it is to be called
    /// @param summary what it computes, in one line
    /// @param types what it takes and gives, in one line
    public record Word(String name, String usage, String summary, String types) {}

    /// Every operation a graph may call, in the order of the language's reference.
    public static List<Word> operations() {
        return OperationTable.names().stream()
                .map(name -> operation(name).orElseThrow())
                .toList();
    }

    /// The operation of that name.
    public static Optional<Word> operation(String name) {
        return OperationTable.find(name)
                .map(found -> new Word(found.name(), found.usage(), found.summary(), found.types()));
    }

    /// Properties of the blocks of a policy.
    public static List<String> policyProperties() {
        return PolicyProperties.KNOWN;
    }

    /// What may stand in a policy beside its blocks, and what they begin with.
    public static List<String> policyStatements() {
        return PolicyStatements.KNOWN;
    }

    /// Properties of a target.
    public static List<String> targetProperties() {
        return TargetChecker.KNOWN;
    }
}
