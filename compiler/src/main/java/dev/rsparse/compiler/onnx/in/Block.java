package dev.rsparse.compiler.onnx.in;

import java.util.List;

/// Steps in an order in which they can run; a block inside another reads the values around it.
///
/// @param parameters values that it is given
/// @param results values that it gives, not all of them by steps of its own
public record Block(List<Value> parameters, List<Step> steps, List<Value> results) {
    public Block {
        parameters = List.copyOf(parameters);
        steps = List.copyOf(steps);
        results = List.copyOf(results);
    }
}
