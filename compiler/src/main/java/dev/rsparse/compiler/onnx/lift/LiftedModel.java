package dev.rsparse.compiler.onnx.lift;

import dev.rsparse.runtime.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/// A model of layers that computes what an ONNX model computes.
///
/// @param text a `.rsp` file with one model and neither policies nor targets
/// @param weights the tensors that it binds, in the types of the ONNX model; several names may have one tensor
public record LiftedModel(String text, Map<String, Tensor> weights) {
    public LiftedModel {
        weights = new LinkedHashMap<>(weights);
    }
}
