package dev.rsparse.compiler.check;

import dev.rsparse.compiler.check.Operation.Result;
import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.diag.Diagnostic;
import dev.rsparse.compiler.ir.DType;
import dev.rsparse.compiler.ir.Dim;
import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.RopeAngles;
import dev.rsparse.compiler.ir.Value;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// The rule of the rotary position embedding, which takes from `config.json` what a call does not say.
final class RopeRules {

    private static final double STANDARD_THETA = 10_000;

    /// The share of a head's elements that turn.
    private static final List<String> PARTIAL_KEYS =
            List.of("rope_parameters.partial_rotary_factor", "partial_rotary_factor");

    private RopeRules() {}

    /// x f32[..,n * head_dim] → the same
    static Optional<Result> rope(OperationCall call) {
        Optional<Integer> headDim = headDim(call);
        Optional<Double> theta = theta(call);
        RopeScaling scaling = new RopeScaling(call.configuration());
        if (!isKnown(call, scaling) | !call.isActivation(0, DType.F32) || headDim.isEmpty() || theta.isEmpty()) {
            return Optional.empty();
        }
        Value x = call.value(0);
        int width = headDim.get();
        if (width % 2 != 0 || !isMultiple(x, width)) {
            call.diagnostics()
                    .add(call.problem(
                            Code.HEADS,
                            "rope needs heads of even width that divides the operand's, found head_dim " + width
                                    + " for " + x.type(),
                            "head_dim is " + width));
            return Optional.empty();
        }
        OptionalInt turned = turned(call, width);
        if (turned.isEmpty()) {
            return Optional.empty();
        }
        Optional<RopeAngles> angles = scaling.angles(width, turned.getAsInt(), theta.get());
        return Optional.of(
                new Result(x.type(), output -> new Node.Rope(call.origin(), output, x, width, theta.get(), angles)));
    }

    /// How many elements of a head turn.
    private static OptionalInt turned(OperationCall call, int width) {
        double share = PARTIAL_KEYS.stream()
                .flatMap(key -> call.configuration().number(key).stream())
                .findFirst()
                .map(Constant.Number::asDouble)
                .orElse(1.0);
        int turned = (int) (width * share);
        if (turned >= 2 && turned <= width && turned % 2 == 0) {
            return OptionalInt.of(turned);
        }
        call.diagnostics()
                .add(call.problem(
                        Code.HEADS,
                        "config.json turns " + share + " of each head of " + width + ", which is no even part of it",
                        "would turn " + turned));
        return OptionalInt.empty();
    }

    private static boolean isKnown(OperationCall call, RopeScaling scaling) {
        if (!scaling.isKnown()) {
            call.diagnostics()
                    .add(call.problem(
                                    Code.ROPE_SCALING,
                                    "rope scaling '" + scaling.type() + "' is not supported",
                                    "would compute the unscaled form")
                            .help(scaling.help()));
            return false;
        }
        Optional<String> missing = scaling.missing();
        missing.ifPresent(key -> call.diagnostics()
                .add(call.problem(
                        Code.CONFIG_KEY,
                        "config.json: rope scaling '" + scaling.type() + "' needs " + key + ", a number",
                        key + " is not known")));
        return missing.isEmpty();
    }

    private static boolean isMultiple(Value value, int divisor) {
        return value.type().dim(-1) instanceof Dim.Fixed(long size) && size % divisor == 0;
    }

    private static Optional<Integer> headDim(OperationCall call) {
        if (call.option("head_dim").isPresent()) {
            OptionalInt given = call.count("head_dim");
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
        double theta = given.map(OperationCall.Given::number)
                .or(() -> call.configuration().number("rope_theta").map(Constant.Number::asDouble))
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
}
