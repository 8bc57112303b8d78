package dev.rsparse.compiler.check;

import dev.rsparse.compiler.ir.DType;
import java.util.Optional;

/// An ONNX model to write.
///
/// @param opset version of the standard operators
/// @param inline whether thinned linears are spelled out, in place of calls of a function
/// @param policy name of the policy it runs
/// @param weights how matrices are stored, when the source says
public record OnnxTarget(int opset, boolean inline, String policy, Optional<DType> weights) {}
