package dev.rsparse.compiler.check;

import dev.rsparse.compiler.check.Operation.Result;
import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.diag.Diagnostic;
import dev.rsparse.compiler.ir.DType;
import dev.rsparse.compiler.ir.Dim;
import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.TensorType;
import dev.rsparse.compiler.ir.Value;
import dev.rsparse.compiler.ir.Weight;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Rules of the operations that know nothing of heads, and of `+` and `*`.
final class OperationRules {

    private OperationRules() {}

    /// table [V,D], ids i32[..] → f32[..,D]
    static Optional<Result> gather(OperationCall call) {
        if (!(call.isWeight(0, 2) & call.isActivation(1, DType.I32))) {
            return Optional.empty();
        }
        Weight table = call.weight(0);
        Value ids = call.value(1);
        List<Dim> shape = new ArrayList<>(ids.type().shape());
        shape.add(table.type().dim(-1));
        return Optional.of(new Result(
                new TensorType(DType.F32, shape), output -> new Node.Gather(call.origin(), output, table, ids)));
    }

    /// x f32[..,D], scale [D] → f32[..,D]
    static Optional<Result> rmsnorm(OperationCall call) {
        Optional<Float> epsilon = epsilon(call);
        if (!(call.isActivation(0, DType.F32) & call.isWeight(1, 1)) || epsilon.isEmpty()) {
            return Optional.empty();
        }
        Value x = call.value(0);
        Weight scale = call.weight(1);
        if (!x.type().dim(-1).equals(scale.type().dim(0))) {
            call.diagnostics()
                    .add(call.problem(
                                    Code.INNER_DIMENSION,
                                    "inner dimensions differ: " + x.type() + " and scale " + scale.type(),
                                    "input has " + x.type().dim(-1) + ", scale has "
                                            + scale.type().dim(0))
                            .with(call.declaration(1), scale.path() + " is bound here"));
            return Optional.empty();
        }
        return Optional.of(new Result(
                x.type(), output -> new Node.RmsNorm(call.origin(), output, x, Optional.of(scale), epsilon.get())));
    }

    /// x f32[..,in], w [out,in] → f32[..,out]
    static Optional<Result> linear(OperationCall call) {
        if (!(call.isActivation(0, DType.F32) & call.isWeight(1, 2))) {
            return Optional.empty();
        }
        Value x = call.value(0);
        Weight weight = call.weight(1);
        if (!x.type().dim(-1).equals(weight.type().dim(1))) {
            Diagnostic differ = call.problem(
                            Code.INNER_DIMENSION,
                            "inner dimensions differ: " + x.type() + " x " + weight.type(),
                            "input has " + x.type().dim(-1) + ", weight takes "
                                    + weight.type().dim(1))
                    .with(call.declaration(1), weight.path() + " is bound here");
            boolean transposed = x.type().dim(-1).equals(weight.type().dim(0));
            call.diagnostics()
                    .add(
                            transposed
                                    ? differ.help("linear(x, w) takes w as [out,in]; this one looks transposed")
                                    : differ);
            return Optional.empty();
        }
        return Optional.of(new Result(
                x.type().withLast(weight.type().dim(0)), output -> new Node.Linear(call.origin(), output, x, weight)));
    }

    /// x f32[..] → f32[..]
    static Optional<Result> silu(OperationCall call) {
        if (!call.isActivation(0, DType.F32)) {
            return Optional.empty();
        }
        Value x = call.value(0);
        return Optional.of(new Result(x.type(), output -> new Node.Silu(call.origin(), output, x)));
    }

    /// left f32[..], right f32[..] of one shape → the same
    static Optional<Result> add(OperationCall call) {
        return elementwise(call, output -> new Node.Add(call.origin(), output, call.value(0), call.value(1)));
    }

    /// left f32[..], right f32[..] of one shape → the same
    static Optional<Result> multiply(OperationCall call) {
        return elementwise(call, output -> new Node.Mul(call.origin(), output, call.value(0), call.value(1)));
    }

    private static Optional<Result> elementwise(OperationCall call, Function<Value, Node> node) {
        if (!(call.isActivation(0, DType.F32) & call.isActivation(1, DType.F32))) {
            return Optional.empty();
        }
        TensorType left = call.value(0).type();
        TensorType right = call.value(1).type();
        if (!left.equals(right)) {
            call.diagnostics()
                    .add(call.problem(
                            Code.SHAPES_DIFFER,
                            "shapes differ: " + left + " and " + right,
                            "left is " + left + ", right is " + right));
            return Optional.empty();
        }
        return Optional.of(new Result(left, node));
    }

    private static Optional<Float> epsilon(OperationCall call) {
        OperationCall.Given given = call.option("eps").orElseThrow();
        float value = (float) given.value().asDouble();
        if (value > 0 && value < 1) {
            return Optional.of(value);
        }
        call.diagnostics()
                .add(Diagnostic.at(
                        given.span(),
                        Code.OPTION_RANGE,
                        "eps must be above 0 and below 1, found " + given.value(),
                        "is " + given.value()));
        return Optional.empty();
    }
}
