package dev.rsparse.compiler.onnx.lift;

import dev.rsparse.runtime.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/// A model of layers that computes what an ONNX model computes.
///
/// @param text a `.rsp` file with one model and neither policies nor targets
/// @param configuration what `config.json` says of it: how angles are scaled, which a text cannot say
/// @param weights the tensors that it binds, in the types of the ONNX model; several names may have one tensor
public record LiftedModel(String text, Map<String, Object> configuration, Map<String, Tensor> weights) {
    public LiftedModel {
        configuration = Map.copyOf(configuration);
        weights = new LinkedHashMap<>(weights);
    }
}
