package dev.rsparse.compiler.check;

import dev.rsparse.compiler.ir.DType;
import dev.rsparse.compiler.ir.Phase;
import dev.rsparse.compiler.ir.Thinning.Skip;
import dev.rsparse.runtime.CacheFormat;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

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

    /// What a graph may call beside the functions of its file: the operations, then the casts.
    public static List<Word> callable() {
        Stream<Word> casts = Arrays.stream(DType.values())
                .map(DType::text)
                .map(type -> new Word(
                        type,
                        type + "(x)",
                        "the number that " + type + " holds, of a number or of each element",
                        "a number, a weight or a value"));
        return Stream.concat(operations().stream(), casts).toList();
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
        return Stream.concat(TargetChecker.KNOWN.stream(), OnnxTargetChecker.KNOWN.stream())
                .distinct()
                .toList();
    }

    /// What a selector may ask of a linear: `op(linear)`, `node("…")`, ….
    public static List<String> criteria() {
        return SiteCriterion.KNOWN;
    }

    /// What a condition behind `where` knows of a linear.
    public static List<String> conditionFigures() {
        return SiteSelector.FIGURES;
    }

    /// The words that may follow `word`, a property, a clause or a statement that takes one of a few.
    public static List<String> values(String word) {
        return switch (word) {
            case "skip" -> texts(Skip.values(), Skip::text);
            case "phase" -> texts(Phase.values(), Phase::text);
            case "score" -> texts(Score.values(), Score::text);
            case "mask" -> texts(MaskScope.values(), MaskScope::text);
            case "weights" -> WeightFormat.words();
            case "objective" -> texts(TuneSpec.Objective.values(), TuneSpec.Objective::text);
            case "by" -> texts(TuneSpec.Search.values(), TuneSpec.Search::text);
            case "budget" -> List.of("mean");
            case "kv_cache" ->
                texts(CacheFormat.values(), format -> format.name().toLowerCase(Locale.ROOT));
            case "emit" -> List.of("source");
            case "policy" -> List.of(CheckedPolicy.DENSE);
            case PolicyStatements.ROTATE, PolicyStatements.FIRST -> List.of(PolicyStatements.WORDS.get(word));
            default -> List.of();
        };
    }

    private static <T> List<String> texts(T[] values, Function<T, String> text) {
        return Arrays.stream(values).map(text).toList();
    }
}
