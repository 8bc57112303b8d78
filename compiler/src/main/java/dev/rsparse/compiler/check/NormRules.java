package dev.rsparse.compiler.check;

import dev.rsparse.compiler.check.Operation.Result;
import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.ir.DType;
import dev.rsparse.compiler.ir.Dim;
import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.Value;
import dev.rsparse.compiler.ir.Weight;
import java.util.Optional;
import java.util.OptionalInt;

/// Rules of the normalisations.
final class NormRules {

    private NormRules() {}

    /// x f32[..,D], scale [D / heads] → f32[..,D]
    static Optional<Result> rmsnorm(OperationCall call) {
        Optional<Float> epsilon = epsilon(call);
        OptionalInt heads = call.option("heads").isPresent() ? call.count("heads") : OptionalInt.of(1);
        if (!(call.isActivation(0, DType.F32) & call.isWeight(1, 1)) || epsilon.isEmpty() || heads.isEmpty()) {
            return Optional.empty();
        }
        Value x = call.value(0);
        Weight scale = call.weight(1);
        int parts = heads.getAsInt();
        if (parts == 1 ? !fits(call, 1, "scale") : !fitsHeads(call, parts)) {
            return Optional.empty();
        }
        float offset = call.option("offset").map(NormRules::asFloat).orElse(0f);
        return Optional.of(new Result(
                x.type(),
                output ->
                        new Node.RmsNorm(call.origin(), output, x, Optional.of(scale), epsilon.get(), offset, parts)));
    }

    /// x f32[..,D], scale [D], bias [D] → f32[..,D]
    static Optional<Result> layernorm(OperationCall call) {
        Optional<Float> epsilon = epsilon(call);
        boolean biased = call.hasWeight(2);
        boolean typed = call.isActivation(0, DType.F32) & call.isWeight(1, 1) & (!biased || call.isWeight(2, 1));
        if (!typed || epsilon.isEmpty() || !fits(call, 1, "scale") || biased && !fits(call, 2, "bias")) {
            return Optional.empty();
        }
        Value x = call.value(0);
        Optional<Weight> bias = biased ? Optional.of(call.weight(2)) : Optional.empty();
        return Optional.of(new Result(
                x.type(), output -> new Node.LayerNorm(call.origin(), output, x, call.weight(1), bias, epsilon.get())));
    }

    /// Whether the vector at `position` is as long as x is wide; reports when not.
    static boolean fits(OperationCall call, int position, String role) {
        Value x = call.value(0);
        Weight vector = call.weight(position);
        if (x.type().dim(-1).equals(vector.type().dim(0))) {
            return true;
        }
        call.diagnostics()
                .add(call.problem(
                                Code.INNER_DIMENSION,
                                "inner dimensions differ: " + x.type() + " and " + role + " " + vector.type(),
                                "input has " + x.type().dim(-1) + ", " + role + " has "
                                        + vector.type().dim(0))
                        .with(call.declaration(position), vector.path() + " is bound here"));
        return false;
    }

    private static boolean fitsHeads(OperationCall call, int heads) {
        Value x = call.value(0);
        Weight scale = call.weight(1);
        if (x.type().dim(-1) instanceof Dim.Fixed(long width)
                && scale.type().dim(0).equals(new Dim.Fixed(width / heads))
                && width % heads == 0) {
            return true;
        }
        call.diagnostics()
                .add(call.problem(
                                Code.HEADS,
                                heads + " heads of " + scale.type() + " do not make up " + x.type(),
                                "heads do not fit")
                        .with(call.declaration(1), scale.path() + " is bound here"));
        return false;
    }

    private static float asFloat(OperationCall.Given given) {
        return (float) given.number();
    }

    private static Optional<Float> epsilon(OperationCall call) {
        OperationCall.Given given = call.option("eps").orElseThrow();
        float value = asFloat(given);
        if (value > 0 && value < 1) {
            return Optional.of(value);
        }
        call.outOfRange(given, "eps must be above 0 and below 1");
        return Optional.empty();
    }
}
