package dev.rsparse.compiler.onnx.rewrite;

import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import dev.rsparse.compiler.onnx.Domains;
import dev.rsparse.compiler.onnx.OnnxType;
import java.util.List;

/// The function that thinned linears call, so that a runtime can put one kernel in its place:
///
/// ```
/// y = SparseLowRankLinear(x, w, c, t, v, u)
///
/// mask = f32(|x|) * c > t                     the channels that are read
/// y = where(mask, x, 0) w + where(mask, 0, x) v u
/// ```
///
/// | value | type | shape |
/// |---|---|---|
/// | `x` | T | `[…,in]`: vectors along the last axis |
/// | `w` | T | `[in,out]` |
/// | `c` | f32 | `[in]`, or a scalar for all channels |
/// | `t` | f32 | a scalar, at least 0 |
/// | `v` | T | `[in,rank]` |
/// | `u` | T | `[rank,out]` |
/// | `y` | T | `[…,out]` |
///
/// T is one of f16, bf16, f32, f64. A linear without a low-rank product has factors of rank 1 that are
/// zeros, since runtimes disagree about tensors without elements. Within the function 0 is spelled `x - x`,
/// which is of the type of `x` in every opset and passes on what is not a number.
public final class SparseFunction {

    public static final String DOMAIN = Domains.OURS;
    public static final String NAME = "SparseLowRankLinear";
    public static final long VERSION = 1;

    /// Models have functions from this version of the format on.
    static final long IR_VERSION = 8;

    private static final String DOC =
            "y = where(mask, x, 0) w + where(mask, 0, x) v u, where mask = f32(|x|) * c > t: channels of small scores go "
                    + "through the low-rank product. x [...,in], w [in,out], c f32 [in] or scalar, t f32 scalar, v "
                    + "[in,rank], u [rank,out].";

    private SparseFunction() {}

    /// Whether a function that a model brings along is this one, node by node. What describes it may differ.
    public static boolean isOurs(FunctionProto function) {
        boolean named =
                function.getDomain().equals(DOMAIN) && function.getName().equals(NAME);
        return named && bare(function).equals(bare(of(Opsets.standard(function))));
    }

    private static FunctionProto bare(FunctionProto function) {
        FunctionProto.Builder bare =
                function.toBuilder().clearDocString().clearMetadataProps().clearValueInfo();
        bare.getNodeBuilderList().forEach(node -> node.clearDocString().clearMetadataProps());
        return bare.build();
    }

    /// The function for models of an opset, at least 9.
    public static FunctionProto of(long opset) {
        Nodes nodes = new Nodes(new Names(), "");
        nodes.cast("f32", "x", OnnxType.F32.number());
        nodes.give("Abs", "magnitude", "magnitude", List.of("f32"));
        nodes.give("Mul", "score", "score", List.of("magnitude", "c"));
        nodes.give("Greater", "mask", "mask", List.of("score", "t"));
        nodes.give("Sub", "zero", "zero", List.of("x", "x"));
        nodes.give("Where", "kept", "kept", List.of("mask", "x", "zero"));
        nodes.give("Where", "rest", "rest", List.of("mask", "zero", "x"));
        nodes.give("MatMul", "product", "product", List.of("kept", "w"));
        nodes.give("MatMul", "vx", "vx", List.of("rest", "v"));
        nodes.give("MatMul", "uvx", "uvx", List.of("vx", "u"));
        nodes.give("Add", "sum", "y", List.of("product", "uvx"));
        return FunctionProto.newBuilder()
                .setDomain(DOMAIN)
                .setName(NAME)
                .setDocString(DOC)
                .addAllInput(List.of("x", "w", "c", "t", "v", "u"))
                .addOutput("y")
                .addAllNode(nodes.list())
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(opset))
                .build();
    }
}
