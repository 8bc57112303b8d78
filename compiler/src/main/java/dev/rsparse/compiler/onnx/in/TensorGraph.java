package dev.rsparse.compiler.onnx.in;

import dev.rsparse.compiler.ir.Dim;
import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// An ONNX model as operators over tensors: functions are spelt out, and no two values share an id.
///
/// @param name the graph's name
/// @param inputs what a caller gives, in the order of the model
/// @param constants values that are known, none of them changed by anybody
/// @param body everything else; its parameters are the inputs, its results the outputs
/// @param outputs names of the results
/// @param outputDims extents that the model says the results have; empty where it says nothing, or something else
public record TensorGraph(
        String name,
        List<Input> inputs,
        Map<Value, Tensor> constants,
        Block body,
        List<String> outputs,
        List<Optional<List<Dim>>> outputDims) {

    /// What a caller gives.
    ///
    /// @param dims extents, outermost first; empty where the model does not say how many axes there are. A symbol
    ///     with an empty name goes with any extent.
    public record Input(Value value, ElementType type, Optional<List<Dim>> dims) {
        /// Its name.
        public String name() {
            return value.name();
        }
    }

    public TensorGraph {
        inputs = List.copyOf(inputs);
        constants = Collections.unmodifiableMap(new LinkedHashMap<>(constants));
        outputs = List.copyOf(outputs);
        outputDims = List.copyOf(outputDims);
    }

    /// The same with inputs of other extents.
    public TensorGraph with(List<Input> otherInputs) {
        return new TensorGraph(name, otherInputs, constants, body, outputs, outputDims);
    }

    /// The same with other constants and steps.
    public TensorGraph with(Map<Value, Tensor> otherConstants, Block otherBody) {
        return new TensorGraph(name, inputs, otherConstants, otherBody, outputs, outputDims);
    }
}
