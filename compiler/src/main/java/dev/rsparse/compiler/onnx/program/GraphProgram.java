package dev.rsparse.compiler.onnx.program;

import dev.rsparse.runtime.tensor.Operator;
import dev.rsparse.runtime.tensor.Port;
import dev.rsparse.runtime.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A class that is to be emitted for a graph.
///
/// @param name the graph's name
/// @param fingerprint tells the constants that it was compiled with
/// @param inputs what a caller gives
/// @param outputs names of the results
/// @param constants the tensors of the weight file, by the names of the fields that hold them
/// @param buffers names of the fields with tensors that values pass through
/// @param inputPlaces the fields of the inputs
/// @param outputPlaces the fields of the results
/// @param lists fields that hold arrays of tensors
/// @param operators fields that hold operators
/// @param loops fields that hold loops, and how many stacks each has
/// @param methods by name, of which [#STEPS] is called to run the graph
public record GraphProgram(
        String name,
        String fingerprint,
        List<Port> inputs,
        List<String> outputs,
        Map<String, Tensor> constants,
        List<String> buffers,
        List<String> inputPlaces,
        List<String> outputPlaces,
        List<Operand.PlaceList> lists,
        List<OperatorField> operators,
        Map<String, Integer> loops,
        Map<String, List<Line>> methods) {

    /// Name of the method that runs the graph.
    public static final String STEPS = "steps";

    /// A field that holds an operator.
    ///
    /// @param version of the operator set that it is of
    /// @param attributes by name, as [dev.rsparse.runtime.tensor.Settings] takes them
    /// @param tensors the fields with the tensors among its attributes, by attribute
    public record OperatorField(
            String name,
            Class<? extends Operator> type,
            int version,
            Map<String, Object> attributes,
            Map<String, String> tensors) {}

    public GraphProgram {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        constants = Collections.unmodifiableMap(new LinkedHashMap<>(constants));
        buffers = List.copyOf(buffers);
        inputPlaces = List.copyOf(inputPlaces);
        outputPlaces = List.copyOf(outputPlaces);
        lists = List.copyOf(lists);
        operators = List.copyOf(operators);
        loops = Collections.unmodifiableMap(new LinkedHashMap<>(loops));
        methods = Collections.unmodifiableMap(new LinkedHashMap<>(methods));
    }
}
