package dev.rsparse.compiler.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;

/// Names of operator sets. That of ONNX itself has two: the empty one and `ai.onnx`.
public final class Domains {

    private static final String STANDARD = "ai.onnx";

    /// That of the function which thinned linears call.
    public static final String OURS = "dev.rsparse";

    private Domains() {}

    /// The one spelling of a domain: empty for ONNX itself.
    public static String normal(String domain) {
        return domain.equals(STANDARD) ? "" : domain;
    }

    /// The domain as printed, never empty.
    public static String text(String domain) {
        return domain.isEmpty() ? STANDARD : domain;
    }

    /// An operator as printed: `MatMul`, `com.microsoft.MatMulNBits`.
    public static String operator(NodeProto node) {
        String domain = normal(node.getDomain());
        return domain.isEmpty() ? node.getOpType() : domain + "." + node.getOpType();
    }
}
