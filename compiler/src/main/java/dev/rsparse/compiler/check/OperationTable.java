package dev.rsparse.compiler.check;

import dev.rsparse.compiler.check.Operation.Option;
import dev.rsparse.compiler.check.Operation.Positional;
import dev.rsparse.compiler.ir.ElementFunction;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The operations of the language as data.
final class OperationTable {

    private static final Positional X = value("x");
    private static final String SAME = "x f32[..] → f32[..]";
    private static final String PICTURES = "x f32[N,C,H,W] → f32[N,C,..,..]";
    private static final Option STRIDE = Option.axes("strides", "1");
    private static final Option PADDING = Option.axes("pads", "0");
    private static final Option DILATION = Option.axes("dilations", "1");
    private static final Option EPS = Option.required("eps");

    private static final Map<String, Operation> ROWS = index(List.of(
            new Operation(
                    "gather",
                    "row ids[t] of table for each token t",
                    "table [V,D], ids i32[..] → f32[..,D]",
                    List.of(weight("table"), value("ids")),
                    List.of(),
                    false,
                    OperationRules::gather),
            new Operation(
                    "positions",
                    "row p + offset of table for each token, at position p of its sequence; ids only counts them",
                    "table [P,D], ids i32[..] → f32[..,D]",
                    List.of(weight("table"), value("ids")),
                    List.of(Option.standard("offset", "0")),
                    false,
                    OperationRules::positions),
            new Operation(
                    "rmsnorm",
                    "x / sqrt(mean(x²) + eps) * (scale + offset) along the last axis, or along each of heads parts of it",
                    "x f32[..,D], scale [D / heads] → f32[..,D]",
                    List.of(X, weight("scale")),
                    List.of(EPS, Option.standard("offset", "0"), Option.standard("heads", "1")),
                    false,
                    NormRules::rmsnorm),
            new Operation(
                    "layernorm",
                    "(x - mean(x)) / sqrt(var(x) + eps) * scale + bias along the last axis",
                    "x f32[..,D], scale [D], bias [D] → f32[..,D]",
                    List.of(X, weight("scale"), optional("bias")),
                    List.of(EPS),
                    false,
                    NormRules::layernorm),
            new Operation(
                    "linear",
                    "x times the transpose of w, plus bias",
                    "x f32[..,in], w [out,in], bias [out] → f32[..,out]",
                    List.of(X, weight("w"), optional("bias")),
                    List.of(),
                    false,
                    OperationRules::linear),
            new Operation(
                    "rope",
                    "rotary position embedding of heads laid side by side, rotating halves; scaled as config.json says",
                    "x f32[..,n * head_dim] → the same",
                    List.of(X),
                    List.of(
                            Option.standard("head_dim", "config head_dim, else hidden_size / num_attention_heads"),
                            Option.standard("theta", "config rope_theta, else 10000")),
                    false,
                    RopeRules::rope),
            new Operation(
                    "attention",
                    "causal grouped-query attention over the tokens so far, or the last window of them; scores are"
                            + " multiplied by scale, and capped at softcap * tanh(score / softcap)",
                    "q f32[..,heads * n], k and v f32[..,kv_heads * n] → f32[..,heads * n]",
                    List.of(value("q"), value("k"), value("v")),
                    List.of(
                            Option.required("heads"),
                            Option.required("kv_heads"),
                            Option.standard("scale", "1 / sqrt(n)"),
                            Option.standard("window", "0, which is all"),
                            Option.standard("softcap", "0, which is none")),
                    true,
                    AttentionRules::attention),
            pointwise("silu", "x * sigmoid(x)", OperationRules::silu),
            pointwise("relu", "max(x, 0)", call -> OperationRules.pointwise(call, ElementFunction.RELU)),
            pointwise(
                    "gelu",
                    "x / 2 * (1 + erf(x / sqrt(2)))",
                    call -> OperationRules.pointwise(call, ElementFunction.GELU)),
            pointwise(
                    "gelu_tanh",
                    "x / 2 * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 x³)))",
                    call -> OperationRules.pointwise(call, ElementFunction.GELU_TANH)),
            pointwise("tanh", "tanh(x)", call -> OperationRules.pointwise(call, ElementFunction.TANH)),
            pointwise("sigmoid", "1 / (1 + exp(-x))", call -> OperationRules.pointwise(call, ElementFunction.SIGMOID)),
            pointwise("softmax", "exp(x) / sum(exp(x)) along the last axis", OperationRules::softmax),
            new Operation(
                    "activate",
                    "the activation that a config.json calls so: silu, relu, gelu, gelu_new, …",
                    SAME,
                    List.of(X),
                    List.of(Option.text("kind")),
                    false,
                    OperationRules::activate),
            new Operation(
                    "softcap",
                    "cap * tanh(x / cap)",
                    SAME,
                    List.of(X),
                    List.of(Option.required("cap")),
                    false,
                    OperationRules::softcap),
            new Operation(
                    "conv",
                    "sums of products of a window that moves over pictures with kernels w, plus bias",
                    "x f32[N,C,H,W], w [M,C / group,h,w], bias [M] → f32[N,M,..,..]",
                    List.of(X, weight("w"), optional("bias")),
                    List.of(STRIDE, PADDING, DILATION, Option.standard("group", "1")),
                    false,
                    PictureRules::conv),
            new Operation(
                    "max_pool",
                    "the largest number of each window of kernel_shape in pictures",
                    PICTURES,
                    List.of(X),
                    List.of(Option.axes("kernel_shape"), STRIDE, PADDING, DILATION),
                    false,
                    PictureRules::maxPool),
            new Operation(
                    "average_pool",
                    "the mean of each window of kernel_shape in pictures; what pads counts"
                            + " as zeros where count_include_pad = 1, else not at all",
                    PICTURES,
                    List.of(X),
                    List.of(
                            Option.axes("kernel_shape"),
                            STRIDE,
                            PADDING,
                            DILATION,
                            Option.standard("count_include_pad", "0")),
                    false,
                    PictureRules::averagePool),
            new Operation(
                    "global_average_pool",
                    "the mean of each channel",
                    "x f32[N,C,H,W] → f32[N,C,1,1]",
                    List.of(X),
                    List.of(),
                    false,
                    PictureRules::globalAveragePool),
            new Operation(
                    "batch_norm",
                    "(x - mean) / sqrt(variance + eps) * scale + bias by the numbers of each channel",
                    "x f32[N,C,H,W], scale, bias, mean and variance [C] → f32[N,C,H,W]",
                    List.of(X, weight("scale"), weight("bias"), weight("mean"), weight("variance")),
                    List.of(EPS),
                    false,
                    PictureRules::batchNorm),
            new Operation(
                    "flatten",
                    "a picture as one row of numbers",
                    "x f32[N,C,H,W] → f32[N,C * H * W]",
                    List.of(X),
                    List.of(),
                    false,
                    PictureRules::flatten),
            new Operation(
                    "slice",
                    "elements start, start + 1, … of the last axis, up to but not including end",
                    "x f32[..,D] → f32[..,end - start]",
                    List.of(X),
                    List.of(Option.required("start"), Option.required("end")),
                    false,
                    OperationRules::slice),
            new Operation(
                    "split",
                    "the last axis cut into equal parts, each of which is given a name: a, b = split(x, parts = 2)",
                    "x f32[..,D] → parts of f32[..,D / parts]",
                    List.of(X),
                    List.of(Option.required("parts")),
                    false,
                    OperationRules::split)));

    private OperationTable() {}

    static Optional<Operation> find(String name) {
        return Optional.ofNullable(ROWS.get(name));
    }

    static Set<String> names() {
        return ROWS.keySet();
    }

    static Collection<Operation> rows() {
        return ROWS.values();
    }

    private static Operation pointwise(String name, String summary, Operation.Rule rule) {
        return new Operation(name, summary, SAME, List.of(X), List.of(), false, rule);
    }

    private static Positional value(String name) {
        return new Positional(name, false, false);
    }

    private static Positional weight(String name) {
        return new Positional(name, true, false);
    }

    private static Positional optional(String name) {
        return new Positional(name, true, true);
    }

    private static Map<String, Operation> index(List<Operation> rows) {
        Map<String, Operation> index = new LinkedHashMap<>();
        rows.forEach(row -> index.put(row.name(), row));
        return index;
    }
}
