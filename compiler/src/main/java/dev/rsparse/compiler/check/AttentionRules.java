package dev.rsparse.compiler.check;

import dev.rsparse.compiler.check.Operation.Result;
import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.diag.Diagnostic;
import dev.rsparse.compiler.ir.DType;
import dev.rsparse.compiler.ir.Dim;
import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.Value;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;

/// Rules of the operations that split their operands into heads.
final class AttentionRules {

    private static final double STANDARD_THETA = 10_000;

    /// The spellings `config.json` files use for the kind of rotary embedding, newest first.
    private static final List<String> SCALING_KEYS =
            List.of("rope_parameters.rope_type", "rope_scaling.rope_type", "rope_scaling.type");

    private AttentionRules() {}

    /// x f32[..,n * head_dim] → the same
    static Optional<Result> rope(OperationCall call) {
        Optional<Integer> headDim = headDim(call);
        Optional<Double> theta = theta(call);
        if (isScaled(call) | !call.isActivation(0, DType.F32) || headDim.isEmpty() || theta.isEmpty()) {
            return Optional.empty();
        }
        Value x = call.value(0);
        int width = headDim.get();
        if (width % 2 != 0 || !isMultiple(x, width)) {
            reportHeads(
                    call,
                    "rope needs heads of even width that divides the operand's, found head_dim " + width + " for "
                            + x.type(),
                    "head_dim is " + width);
            return Optional.empty();
        }
        return Optional.of(new Result(x.type(), output -> new Node.Rope(call.origin(), output, x, width, theta.get())));
    }

    /// q f32[..,heads * n], k and v f32[..,kv_heads * n] → f32[..,heads * n]
    static Optional<Result> attention(OperationCall call) {
        OptionalInt heads = count(call, "heads");
        OptionalInt kvHeads = count(call, "kv_heads");
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
                        call.origin().scope())));
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

    private static Optional<Integer> headDim(OperationCall call) {
        if (call.option("head_dim").isPresent()) {
            OptionalInt given = count(call, "head_dim");
            return given.isPresent() ? Optional.of(given.getAsInt()) : Optional.empty();
        }
        OptionalLong width = configuredHeadDim(call.configuration());
        if (width.isEmpty() && call.configuration().isReadable()) {
            call.diagnostics()
                    .add(call.problem(
                                    Code.CONFIG_KEY,
                                    "config.json gives no usable head_dim, nor hidden_size and num_attention_heads",
                                    "head_dim is not known")
                            .help("give it: rope(x, head_dim = 64)"));
        }
        return width.isPresent() ? Optional.of((int) width.getAsLong()) : Optional.empty();
    }

    private static OptionalLong configuredHeadDim(Configuration configuration) {
        OptionalLong direct = configuration.whole("head_dim");
        OptionalLong hidden = configuration.whole("hidden_size");
        OptionalLong heads = configuration.whole("num_attention_heads");
        if (direct.isPresent()) {
            return positive(direct.getAsLong());
        }
        boolean divides = hidden.isPresent()
                && heads.isPresent()
                && heads.getAsLong() > 0
                && hidden.getAsLong() % heads.getAsLong() == 0;
        return divides ? positive(hidden.getAsLong() / heads.getAsLong()) : OptionalLong.empty();
    }

    private static OptionalLong positive(long value) {
        return value >= 1 && value <= Integer.MAX_VALUE ? OptionalLong.of(value) : OptionalLong.empty();
    }

    private static Optional<Double> theta(OperationCall call) {
        Optional<OperationCall.Given> given = call.option("theta");
        double theta = given.map(OperationCall.Given::value)
                .or(() -> call.configuration().number("rope_theta"))
                .map(Constant::asDouble)
                .orElse(STANDARD_THETA);
        if (theta > 0) {
            return Optional.of(theta);
        }
        call.diagnostics()
                .add(Diagnostic.at(
                        given.map(OperationCall.Given::span)
                                .orElse(call.origin().span()),
                        Code.OPTION_RANGE,
                        "theta must be above 0, found " + theta,
                        "is " + theta));
        return Optional.empty();
    }

    private static boolean isScaled(OperationCall call) {
        for (String key : SCALING_KEYS) {
            Optional<Object> kind = call.configuration().find(key);
            if (kind.isPresent() && !kind.get().equals("default")) {
                call.diagnostics()
                        .add(call.problem(
                                        Code.ROPE_SCALING,
                                        "rope scaling '" + kind.get() + "' is not supported",
                                        "would compute the unscaled form")
                                .help("config.json asks for it in " + key));
                return true;
            }
        }
        return false;
    }

    private static OptionalInt count(OperationCall call, String option) {
        OperationCall.Given given = call.option(option).orElseThrow();
        if (given.value() instanceof Constant.Whole(long value) && value >= 1 && value <= Integer.MAX_VALUE) {
            return OptionalInt.of((int) value);
        }
        call.diagnostics()
                .add(Diagnostic.at(
                        given.span(),
                        Code.OPTION_RANGE,
                        option + " must be an integer of at least 1, found " + given.value(),
                        "is " + given.value()));
        return OptionalInt.empty();
    }

    private static void reportHeads(OperationCall call, String message, String label) {
        call.diagnostics().add(call.problem(Code.HEADS, message, label));
    }
}
