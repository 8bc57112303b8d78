package dev.rsparse.compiler.check;

import dev.rsparse.compiler.check.Operation.Result;
import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.ir.DType;
import dev.rsparse.compiler.ir.Dim;
import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.Scoring;
import dev.rsparse.compiler.ir.Value;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/// Rules of the operations that split their operands into heads.
final class AttentionRules {

    private AttentionRules() {}

    /// q f32[..,heads * n], k and v f32[..,kv_heads * n] → f32[..,heads * n]
    static Optional<Result> attention(OperationCall call) {
        OptionalInt heads = call.count("heads");
        OptionalInt kvHeads = call.count("kv_heads");
        boolean typed =
                call.isActivation(0, DType.F32) & call.isActivation(1, DType.F32) & call.isActivation(2, DType.F32);
        if (!typed || heads.isEmpty() || kvHeads.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> problem = layoutProblem(call, heads.getAsInt(), kvHeads.getAsInt());
        if (problem.isPresent()) {
            reportHeads(call, problem.get(), "heads do not fit");
            return Optional.empty();
        }
        Value q = call.value(0);
        Optional<Scoring> scoring = scoring(call, q.type().size(-1) / heads.getAsInt());
        if (scoring.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Result(
                q.type(),
                output -> new Node.Attention(
                        call.origin(),
                        output,
                        q,
                        call.value(1),
                        call.value(2),
                        heads.getAsInt(),
                        kvHeads.getAsInt(),
                        call.origin().scope(),
                        scoring.get())));
    }

    private static Optional<Scoring> scoring(OperationCall call, int headDim) {
        Scoring standard = Scoring.of(headDim);
        OptionalInt window = call.option("window").isPresent() ? call.count("window", 0) : OptionalInt.of(0);
        float scale = call.option("scale").map(given -> (float) given.number()).orElse(standard.scale());
        float cap = call.option("softcap").map(given -> (float) given.number()).orElse(0f);
        if (!(scale > 0)) {
            call.outOfRange(call.option("scale").orElseThrow(), "scale must be above 0");
            return Optional.empty();
        }
        if (!(cap >= 0)) {
            call.outOfRange(call.option("softcap").orElseThrow(), "softcap must be at least 0");
            return Optional.empty();
        }
        return window.isPresent() ? Optional.of(new Scoring(scale, window.getAsInt(), cap)) : Optional.empty();
    }

    private static Optional<String> layoutProblem(OperationCall call, int heads, int kvHeads) {
        Value q = call.value(0);
        Value k = call.value(1);
        Value v = call.value(2);
        if (heads % kvHeads != 0) {
            return Optional.of("heads must be a multiple of kv_heads, found " + heads + " and " + kvHeads);
        }
        if (!isMultiple(q, heads)) {
            return Optional.of("the width of q must be a multiple of heads, found " + q.type() + " for " + heads);
        }
        long expected = ((Dim.Fixed) q.type().dim(-1)).size() / heads * kvHeads;
        if (!k.type().equals(q.type().withLast(new Dim.Fixed(expected)))) {
            return Optional.of("k must have kv_heads heads of q's width, " + expected + ", found " + k.type());
        }
        if (!v.type().equals(k.type())) {
            return Optional.of("v must have the type of k, " + k.type() + ", found " + v.type());
        }
        long width = expected / kvHeads;
        return Stream.of(q, k)
                .flatMap(operand -> rotationProblem(call, operand, width).stream())
                .findFirst();
    }

    /// A rotation over heads of another width would pair elements of different heads, and no shape would tell.
    private static Optional<String> rotationProblem(OperationCall call, Value operand, long width) {
        return call.graph().producer(operand).orElse(null) instanceof Node.Rope rope && rope.headDim() != width
                ? Optional.of("rope turned heads of " + rope.headDim() + ", attention splits into heads of " + width)
                : Optional.empty();
    }

    private static boolean isMultiple(Value value, int divisor) {
        return value.type().dim(-1) instanceof Dim.Fixed(long size) && size % divisor == 0;
    }

    private static void reportHeads(OperationCall call, String message, String label) {
        call.diagnostics().add(call.problem(Code.HEADS, message, label));
    }
}
