package dev.rsparse.compiler.check;

import dev.rsparse.compiler.check.Operation.Result;
import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.diag.Diagnostic;
import dev.rsparse.compiler.ir.DType;
import dev.rsparse.compiler.ir.Dim;
import dev.rsparse.compiler.ir.ElementFunction;
import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.TensorType;
import dev.rsparse.compiler.ir.Value;
import dev.rsparse.compiler.ir.Weight;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;

/// Rules of the operations that know nothing of heads, and of `+` and `*`.
final class OperationRules {

    /// By the names that `config.json` files use.
    private static final Map<String, Operation.Rule> ACTIVATIONS = Map.ofEntries(
            Map.entry("silu", OperationRules::silu),
            Map.entry("swish", OperationRules::silu),
            Map.entry("relu", call -> pointwise(call, ElementFunction.RELU)),
            Map.entry("gelu", call -> pointwise(call, ElementFunction.GELU)),
            Map.entry("gelu_new", call -> pointwise(call, ElementFunction.GELU_TANH)),
            Map.entry("gelu_fast", call -> pointwise(call, ElementFunction.GELU_TANH)),
            Map.entry("gelu_pytorch_tanh", call -> pointwise(call, ElementFunction.GELU_TANH)),
            Map.entry("sigmoid", call -> pointwise(call, ElementFunction.SIGMOID)),
            Map.entry("tanh", call -> pointwise(call, ElementFunction.TANH)));

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

    /// table [P,D], ids i32[..] → f32[..,D]
    static Optional<Result> positions(OperationCall call) {
        OptionalInt offset = call.option("offset").isPresent() ? call.count("offset", 0) : OptionalInt.of(0);
        if (!(call.isWeight(0, 2) & call.isActivation(1, DType.I32)) || offset.isEmpty()) {
            return Optional.empty();
        }
        Weight table = call.weight(0);
        if (offset.getAsInt() >= table.type().size(0)) {
            call.outOfRange(
                    call.option("offset").orElseThrow(),
                    "offset must be below the rows of the table, "
                            + table.type().size(0));
            return Optional.empty();
        }
        Value ids = call.value(1);
        List<Dim> shape = new ArrayList<>(ids.type().shape());
        shape.add(table.type().dim(-1));
        return Optional.of(new Result(
                new TensorType(DType.F32, shape),
                output -> new Node.Positions(call.origin(), output, table, ids, offset.getAsInt())));
    }

    /// `x f32[..,in]`, `w [out,in]`, `bias [out]` → `f32[..,out]`
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
        TensorType type = x.type().withLast(weight.type().dim(0));
        Function<Value, Node> linear = output -> new Node.Linear(call.origin(), output, x, weight);
        if (!call.hasWeight(2)) {
            return Optional.of(new Result(type, linear));
        }
        if (!call.isWeight(2, 1) || !biasFits(call, weight)) {
            return Optional.empty();
        }
        Value product = call.graph().node("linear", type, linear);
        return Optional.of(
                new Result(type, output -> new Node.AddBias(call.origin(), output, product, call.weight(2))));
    }

    private static boolean biasFits(OperationCall call, Weight weight) {
        Weight bias = call.weight(2);
        if (bias.type().dim(0).equals(weight.type().dim(0))) {
            return true;
        }
        call.diagnostics()
                .add(call.problem(
                                Code.INNER_DIMENSION,
                                "bias " + bias.type() + " does not fit " + weight.type(),
                                "makes " + weight.type().dim(0) + ", bias has "
                                        + bias.type().dim(0))
                        .with(call.declaration(2), bias.path() + " is bound here"));
        return false;
    }

    /// x f32[..] → f32[..]
    static Optional<Result> silu(OperationCall call) {
        if (!call.isActivation(0, DType.F32)) {
            return Optional.empty();
        }
        Value x = call.value(0);
        return Optional.of(new Result(x.type(), output -> new Node.Silu(call.origin(), output, x)));
    }

    /// x f32[..,D] → f32[..,D], each row of which sums to one
    static Optional<Result> softmax(OperationCall call) {
        if (!call.isActivation(0, DType.F32)) {
            return Optional.empty();
        }
        Value x = call.value(0);
        return Optional.of(new Result(x.type(), output -> new Node.Softmax(call.origin(), output, x)));
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

    /// x f32[..] → f32[..]
    static Optional<Result> pointwise(OperationCall call, ElementFunction function) {
        return pointwise(call, function, 0);
    }

    /// A tensor and a number → the tensor multiplied by it.
    static Optional<Result> scale(OperationCall call, double factor) {
        return pointwise(call, ElementFunction.SCALE, (float) factor);
    }

    /// A tensor → the tensor with the elements that `to` holds; another type than f32 has been refused.
    static Optional<Result> round(OperationCall call, DType to) {
        return pointwise(
                call,
                switch (to) {
                    case BF16 -> ElementFunction.ROUND_BF16;
                    case F16 -> ElementFunction.ROUND_F16;
                    case I32 -> ElementFunction.TRUNCATE;
                    case F32 -> throw new IllegalArgumentException("f32 is what tensors are");
                });
    }

    private static Optional<Result> pointwise(OperationCall call, ElementFunction function, float number) {
        if (!call.isActivation(0, DType.F32)) {
            return Optional.empty();
        }
        Value x = call.value(0);
        return Optional.of(
                new Result(x.type(), output -> new Node.Pointwise(call.origin(), output, x, function, number)));
    }

    /// x f32[..] → f32[..]
    static Optional<Result> softcap(OperationCall call) {
        OperationCall.Given cap = call.option("cap").orElseThrow();
        if (!(cap.number() > 0)) {
            call.outOfRange(cap, "cap must be above 0");
            return Optional.empty();
        }
        return pointwise(call, ElementFunction.SOFTCAP, (float) cap.number());
    }

    /// x f32[..] → f32[..], by the name that `config.json` files give the function.
    static Optional<Result> activate(OperationCall call) {
        OperationCall.Given kind = call.option("kind").orElseThrow();
        String name = ((Constant.Text) kind.value()).value();
        Optional<Operation.Rule> rule = Optional.ofNullable(ACTIVATIONS.get(name));
        if (rule.isEmpty()) {
            call.diagnostics()
                    .add(Diagnostic.at(
                                    kind.span(),
                                    Code.ACTIVATION,
                                    "activation '" + name + "' is not known",
                                    "is '" + name + "'")
                            .help("known: " + String.join(", ", new TreeSet<>(ACTIVATIONS.keySet()))));
        }
        return rule.flatMap(known -> known.check(call));
    }

    /// x f32[..,D] → f32[..,end - start]
    static Optional<Result> slice(OperationCall call) {
        OptionalInt from = call.count("start", 0);
        OptionalInt to = call.count("end");
        OptionalInt width = width(call);
        if (width.isEmpty() || from.isEmpty() || to.isEmpty()) {
            return Optional.empty();
        }
        if (from.getAsInt() >= to.getAsInt() || to.getAsInt() > width.getAsInt()) {
            call.outOfRange(
                    call.option("end").orElseThrow(),
                    "end must be above start and at most the width of x, " + width.getAsInt());
            return Optional.empty();
        }
        return Optional.of(new Result(List.of(part(call, from.getAsInt(), to.getAsInt() - from.getAsInt()))));
    }

    /// x f32[..,D] → parts of f32[..,D / parts]
    static Optional<Result> split(OperationCall call) {
        OptionalInt parts = call.count("parts");
        OptionalInt whole = width(call);
        if (whole.isEmpty() || parts.isEmpty()) {
            return Optional.empty();
        }
        int width = whole.getAsInt();
        int count = parts.getAsInt();
        if (width % count != 0) {
            call.outOfRange(call.option("parts").orElseThrow(), "parts must divide the width of x, " + width);
            return Optional.empty();
        }
        return Optional.of(new Result(IntStream.range(0, count)
                .mapToObj(part -> part(call, part * (width / count), width / count))
                .toList()));
    }

    /// The last extent of the first operand, which must be a number.
    private static OptionalInt width(OperationCall call) {
        if (!call.isActivation(0, DType.F32)) {
            return OptionalInt.empty();
        }
        if (call.value(0).type().dim(-1) instanceof Dim.Fixed(long size)) {
            return OptionalInt.of(Math.toIntExact(size));
        }
        call.diagnostics()
                .add(call.problem(
                        Code.OPERAND_TYPE,
                        "expected a last extent that is a number, found "
                                + call.value(0).type(),
                        "is bound at run time"));
        return OptionalInt.empty();
    }

    private static Result.Part part(OperationCall call, int from, int width) {
        Value x = call.value(0);
        return new Result.Part(
                x.type().withLast(new Dim.Fixed(width)), output -> new Node.Slice(call.origin(), output, x, from));
    }
}
