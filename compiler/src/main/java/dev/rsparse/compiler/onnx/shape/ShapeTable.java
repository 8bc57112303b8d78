package dev.rsparse.compiler.onnx.shape;

import dev.rsparse.compiler.onnx.Domains;
import dev.rsparse.compiler.onnx.in.OperatorDefinition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Which rule an operator follows. Of operators without one, nothing is known.
final class ShapeTable {

    private static final Map<String, ShapeRule> RULES = new HashMap<>();

    static {
        put(
                ElementwiseShapes::same,
                ("Abs Acos Acosh Asin Asinh Atan Atanh BitwiseNot Ceil Celu Clip Cos Cosh Elu Erf Exp Floor Gelu"
                        + " HardSigmoid HardSwish Hardmax LeakyRelu Log LogSoftmax Mish Neg Reciprocal Relu Round Selu"
                        + " Shrink Sigmoid Sign Sin Sinh Softmax Softplus Softsign Sqrt Swish Tan Tanh ThresholdedRelu"
                        + " BatchNormalization GroupNormalization InstanceNormalization LayerNormalization LRN"
                        + " LpNormalization MeanVarianceNormalization RMSNormalization RotaryEmbedding CumSum CumProd"
                        + " Trilu Dropout ScatterND ScatterElements Scatter SimplifiedLayerNormalization"));
        put(ElementwiseShapes::identity, "Identity");
        put(ElementwiseShapes::test, "IsInf IsNaN Not");
        put(ElementwiseShapes::broadcast, "BitwiseAnd BitwiseOr BitwiseXor Max Mean Min Mod PRelu Pow Sum");
        put(ElementwiseShapes::comparison, "And Greater GreaterOrEqual Less LessOrEqual Or Xor");
        put(ElementwiseShapes.arithmetic(Extent::plus), "Add");
        put(ElementwiseShapes.arithmetic(Extent::minus), "Sub");
        put(ElementwiseShapes.arithmetic(Extent::times), "Mul");
        put(ElementwiseShapes::quotient, "Div");
        put(ElementwiseShapes::equal, "Equal");
        put(ElementwiseShapes::where, "Where");
        put(ElementwiseShapes::cast, "Cast");
        put(LayoutShapes::shapeOf, "Shape");
        put(LayoutShapes::size, "Size");
        put(LayoutShapes::reshape, "Reshape");
        put(LayoutShapes::flatten, "Flatten");
        put(LayoutShapes::transpose, "Transpose");
        put(LayoutShapes::unsqueeze, "Unsqueeze");
        put(LayoutShapes::squeeze, "Squeeze");
        put(LayoutShapes::expand, "Expand");
        put(LayoutShapes::constantOfShape, "ConstantOfShape");
        put(LayoutShapes::range, "Range");
        put(LayoutShapes::tile, "Tile");
        put(PartShapes::gather, "Gather");
        put(PartShapes::likeIndices, "GatherElements");
        put(PartShapes::gatherNd, "GatherND");
        put(PartShapes::concat, "Concat");
        put(PartShapes::slice, "Slice");
        put(PartShapes::split, "Split");
        put(ProductShapes::matMul, "MatMul");
        put(ProductShapes::gemm, "Gemm");
        put(ProductShapes::attention, "Attention");
        put(
                ProductShapes::reduce,
                "ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp ReduceMax ReduceMean ReduceMin ReduceProd ReduceSum"
                        + " ReduceSumSquare");
        put(ProductShapes::index, "ArgMax ArgMin");
        put(ProductShapes::conv, "Conv");
        put(ProductShapes::pool, "AveragePool LpPool MaxPool");
        put(ProductShapes::globalPool, "GlobalAveragePool GlobalLpPool GlobalMaxPool");
        putMicrosoft(
                ElementwiseShapes::same,
                "BiasGelu FastGelu Gelu QuickGelu RotaryEmbedding SkipLayerNormalization"
                        + " SkipSimplifiedLayerNormalization");
        putMicrosoft(PartShapes::embed, "EmbedLayerNormalization");
        putMicrosoft(MicrosoftShapes::matMul, "FusedMatMul");
        putMicrosoft(MicrosoftShapes::matMulNBits, "MatMulNBits");
        putMicrosoft(MicrosoftShapes::attention, "Attention");
        putMicrosoft(MicrosoftShapes::multiHeadAttention, "MultiHeadAttention");
        putMicrosoft(MicrosoftShapes::groupQueryAttention, "GroupQueryAttention");
        RULES.put(key(Domains.OURS, "SparseLowRankLinear"), ProductShapes::linear);
    }

    private ShapeTable() {}

    private static void put(ShapeRule rule, String operators) {
        for (String operator : operators.split(" ")) {
            RULES.put(key("", operator), rule);
        }
    }

    private static void putMicrosoft(ShapeRule rule, String operators) {
        for (String operator : operators.split(" ")) {
            RULES.put(key(OperatorDefinition.MICROSOFT, operator), rule);
        }
    }

    private static String key(String domain, String operator) {
        return domain + ":" + operator;
    }

    /// What is known of the first outputs of a call.
    static List<Facts> of(ShapeCall call) {
        OperatorDefinition operator = call.step().operator();
        return Optional.ofNullable(RULES.get(key(operator.domain(), operator.name())))
                .map(rule -> rule.of(call))
                .orElse(List.of());
    }
}
