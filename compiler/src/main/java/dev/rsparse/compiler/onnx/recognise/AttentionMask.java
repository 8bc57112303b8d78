package dev.rsparse.compiler.onnx.recognise;

import dev.rsparse.compiler.onnx.in.Attributes;
import dev.rsparse.compiler.onnx.in.OperatorTable;
import dev.rsparse.compiler.onnx.in.Step;
import dev.rsparse.compiler.onnx.in.Value;
import dev.rsparse.compiler.onnx.shape.Extent;
import dev.rsparse.runtime.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The mask of a spelling of attention, by the names of its pattern: what is `added` to scores, or scores that are
/// `low` where they are not `seen`, or where they are `hidden`.
record AttentionMask(Match match, Surroundings around) {

    /// Scores that are added to so low a number leave nothing of themselves.
    private static final double LOW = -1e30;

    private static final int VERSION = 16;

    /// Why it is not one that attention takes.
    ///
    /// @param scores extents of the scores
    Optional<String> problem(List<Extent> scores) {
        Optional<Value> mask = match.find("added").or(() -> match.find("seen")).or(() -> match.find("hidden"));
        if (mask.isPresent() && !fits(mask.get(), scores)) {
            return Optional.of("the mask is not known to be stretched to the scores " + scores);
        }
        Optional<Value> low = match.find("low");
        if (low.isPresent() && around.rank(low.get()).orElse(0) > scores.size()) {
            return Optional.of("the mask adds axes to the scores");
        }
        return low.filter(value -> around.number(value).orElseThrow() > LOW)
                .map(value -> "scores that are masked are "
                        + (float) around.number(value).orElseThrow() + ", which weighs where all are");
    }

    private boolean fits(Value mask, List<Extent> scores) {
        List<Extent> shape = around.facts(mask).shape().orElse(List.of());
        boolean fits = !shape.isEmpty() && shape.size() <= scores.size();
        for (int k = 1; fits && k <= shape.size(); k++) {
            Extent extent = shape.get(shape.size() - k);
            fits = extent.is(1) || extent.equals(scores.get(scores.size() - k));
        }
        return fits;
    }

    /// What attention reads, if there is a mask; what makes it is added to `steps`.
    Optional<Value> read(List<Step.Apply> steps) {
        Optional<Value> flags = match.find("seen").or(() -> match.find("hidden"));
        if (flags.isEmpty()) {
            return match.find("added");
        }
        boolean isSeen = match.find("seen").isPresent();
        Value low = match.get("low");
        if (around.number(low).orElseThrow() > Double.NEGATIVE_INFINITY) {
            Tensor tensor = Tensor.of(around.constant(low).orElseThrow().type());
            tensor.setNumber(0, 0);
            Value zero = around.constant("0", tensor);
            return Optional.of(
                    made("Where", isSeen ? List.of(flags.get(), zero, low) : List.of(flags.get(), low, zero), steps));
        }
        return isSeen ? flags : Optional.of(made("Not", flags.stream().toList(), steps));
    }

    private Value made(String operator, List<Value> inputs, List<Step.Apply> steps) {
        Value result = around.value("mask");
        steps.add(new Step.Apply(
                OperatorTable.find("", operator).orElseThrow(),
                new Attributes(VERSION, Map.of()),
                inputs,
                List.of(result),
                operator + " of " + inputs.getFirst().name()));
        return result;
    }
}
