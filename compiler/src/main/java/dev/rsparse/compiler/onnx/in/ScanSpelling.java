package dev.rsparse.compiler.onnx.in;

import ai.onnx.proto.OnnxMl.NodeProto;
import dev.rsparse.runtime.io.ElementType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// ```
/// Scan(state…, x…)   ->   Repeat(trips = extent of x, state…) { x[trip]… -> body }, stacks turned and laid along
/// their axes
/// ```
///
/// ONNX Scan-9, -11 and after. Numerics: EXACT.
final class ScanSpelling {

    /// The version that the primitive operators here follow.
    private static final int VERSION = 13;

    /// Scan-8 has a batch axis and lengths of sequences.
    private static final int FIRST = 9;

    private static final long FROM_THE_END = Long.MIN_VALUE / 2;

    private final BodyImporter body;
    private final NodeProto node;
    private final Attributes attributes;
    private final List<Value> inputs;
    private final int scanned;
    private final int states;

    ScanSpelling(BodyImporter body, NodeProto node, Attributes attributes) {
        this.body = body;
        this.node = node;
        this.attributes = attributes;
        this.inputs = body.inputs(node);
        this.scanned = (int) attributes.integer("num_scan_inputs", 0);
        this.states = inputs.size() - scanned;
    }

    void spell() {
        List<Value> outputs = body.outputs(node);
        if (attributes.version() < FIRST || states < 0 || scanned < 1) {
            body.missing().operator(node, attributes.version(), ", of which 9 and later are known");
            return;
        }
        long[] axes = attributes.integers("scan_input_axes", scanned);
        Value shape = step("Shape", Map.of(), List.of(inputs.get(states)), "shape");
        Value trips =
                step("Gather", Map.of("axis", 0L), List.of(shape, body.scalar(ElementType.I64, axes[0])), "trips");
        Value goOn = body.scalar(ElementType.BOOL, 1);
        List<Value> parameters = new ArrayList<>(List.of(body.value("trip"), body.value("go on")));
        inputs.subList(0, states).forEach(state -> parameters.add(body.value(state.name())));
        Block inner = withCondition(inner(parameters, trips, axes), goOn);
        List<Value> given = new ArrayList<>(outputs.subList(0, states));
        for (int i = states; i < outputs.size(); i++) {
            given.add(body.value(outputs.get(i).name()));
        }
        body.add(new Step.Repeat(trips, Value.ABSENT, inputs.subList(0, states), inner, given, Missing.label(node)));
        place(given, outputs);
    }

    private Block inner(List<Value> parameters, Value trips, long[] axes) {
        long[] directions = attributes.integers("scan_input_directions", scanned);
        List<Step> before = new ArrayList<>();
        List<Value> given = new ArrayList<>(parameters.subList(2, parameters.size()));
        Value last = body.value("last");
        before.add(apply("Sub", Map.of(), List.of(trips, body.scalar(ElementType.I64, 1)), last));
        Value backwards = body.value("backwards");
        before.add(apply("Sub", Map.of(), List.of(last, parameters.getFirst()), backwards));
        for (int i = 0; i < scanned; i++) {
            Value slice = body.value(inputs.get(states + i).name());
            Value index = directions[i] == 0 ? parameters.getFirst() : backwards;
            before.add(apply("Gather", Map.of("axis", axes[i]), List.of(inputs.get(states + i), index), slice));
            given.add(slice);
        }
        return body.inner(node, "body", parameters, given, before);
    }

    private static Block withCondition(Block inner, Value goOn) {
        List<Value> results = new ArrayList<>(List.of(goOn));
        results.addAll(inner.results());
        return new Block(inner.parameters(), inner.steps(), results);
    }

    /// Turns stacks that are to begin with their last slice, and moves their first axis where it belongs.
    private void place(List<Value> stacks, List<Value> outputs) {
        int count = outputs.size() - states;
        long[] axes = attributes.integers("scan_output_axes", count);
        long[] directions = attributes.integers("scan_output_directions", count);
        for (int i = 0; i < count; i++) {
            Value stack = stacks.get(states + i);
            if (directions[i] != 0) {
                List<Value> range = List.of(stack, body.list(-1), body.list(FROM_THE_END), body.list(0), body.list(-1));
                stack = step("Slice", Map.of(), range, stack.name());
            }
            if (axes[i] != 0) {
                body.missing().thing("stacks of Scan along other axes than the first", Missing.label(node));
            }
            body.add(apply("Identity", Map.of(), List.of(stack), outputs.get(states + i)));
        }
    }

    private Value step(String operator, Map<String, Object> values, List<Value> operands, String name) {
        Value result = body.value(name);
        body.add(apply(operator, values, operands, result));
        return result;
    }

    private Step.Apply apply(String operator, Map<String, Object> values, List<Value> operands, Value result) {
        OperatorDefinition definition = OperatorTable.find("", operator).orElseThrow();
        return new Step.Apply(
                definition, new Attributes(VERSION, values), operands, List.of(result), Missing.label(node));
    }
}
