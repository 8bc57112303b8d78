package dev.rsparse.compiler.lower;

import dev.rsparse.compiler.ir.ElementFunction;
import dev.rsparse.compiler.kernel.Callee.Routine;
import dev.rsparse.compiler.kernel.Type;

/// The routines of the runtime that lowered code calls.
final class Routines {

    static final Routine RMS_NORM = new Routine("kernel.RmsNorm", "apply", Type.NOTHING, false);
    static final Routine RMS_NORM_HEADS = new Routine("kernel.RmsNorm", "applyHeads", Type.NOTHING, false);
    static final Routine LAYER_NORM = new Routine("kernel.LayerNorm", "apply", Type.NOTHING, false);
    static final Routine ADD_BIAS = new Routine("kernel.LayerNorm", "addBias", Type.NOTHING, false);
    static final Routine SLICE = new Routine("kernel.Elementwise", "slice", Type.NOTHING, false);
    static final Routine SOFTMAX = new Routine("kernel.Softmax", "rows", Type.NOTHING, false);
    static final Routine CONVOLUTION = new Routine("kernel.Convolution", "apply", Type.NOTHING, false);
    static final Routine MAX_POOL = new Routine("kernel.Pooling", "max", Type.NOTHING, false);
    static final Routine AVERAGE_POOL = new Routine("kernel.Pooling", "average", Type.NOTHING, false);
    static final Routine BATCH_NORM = new Routine("kernel.BatchNorm", "apply", Type.NOTHING, false);
    static final Routine LOAD = new Routine("kernel.Elementwise", "load", Type.NOTHING, false);
    static final Routine INPUTS = new Routine("Workspace", "inputs", Type.FLOATS, true);
    static final Routine ROPE = new Routine("kernel.Rope", "apply", Type.NOTHING, true);
    static final Routine ATTENTION = new Routine("kernel.Attention", "apply", Type.NOTHING, false);
    static final Routine APPEND = new Routine("KvCache", "append", Type.NOTHING, true);
    static final Routine EMBEDDING_FROM_ROWS = new Routine("kernel.Embedding", "fromRows", Type.NOTHING, false);
    static final Routine EMBEDDING_FROM_COLUMNS = new Routine("kernel.Embedding", "fromColumns", Type.NOTHING, false);
    static final Routine ADD = new Routine("kernel.Elementwise", "add", Type.NOTHING, false);
    static final Routine MUL = new Routine("kernel.Elementwise", "mul", Type.NOTHING, false);
    static final Routine SILU = new Routine("kernel.Elementwise", "silu", Type.NOTHING, false);
    static final Routine SILU_MUL = new Routine("kernel.Elementwise", "siluMul", Type.NOTHING, false);
    static final Routine LIST_KEPT = new Routine("kernel.KeptChannels", "list", Type.NOTHING, false);
    static final Routine VISIT_KEPT = new Routine("kernel.KeptChannels", "visit", Type.NOTHING, false);
    static final Routine UNION_KEPT = new Routine("kernel.KeptChannels", "union", Type.I32, false);
    static final Routine SUM_LANES = new Routine("kernel.VectorMath", "sumLanes", Type.NOTHING, false);
    static final Routine MOVE_ROW = new Routine("kernel.Elementwise", "moveRow", Type.NOTHING, false);
    static final Routine SUM_PARTS = new Routine("kernel.Parts", "sum", Type.NOTHING, false);
    static final Routine CLEAR = new Routine("kernel.Elementwise", "clear", Type.NOTHING, false);
    static final Routine ADD_PART = new Routine("kernel.Parts", "add", Type.NOTHING, false);
    static final Routine SCALE = new Routine("kernel.Scales", "apply", Type.NOTHING, false);
    static final Routine MEMBERS = new Routine("Workspace", "members", Type.I32, true);
    static final Routine RANGES = new Routine("Workspace", "ranges", Type.I32, true);
    static final Routine BARRIER = new Routine("Workspace", "barrier", Type.NOTHING, true);
    static final Routine COPY_ROWS = new Routine("kernel.Elementwise", "copyRows", Type.NOTHING, false);
    static final Routine UNION = new Routine("kernel.Union", "list", Type.I32, false);
    static final Routine POSITION = new Routine("Workspace", "position", Type.I32, true);
    static final Routine COUNT_THINNED_GROUP = new Routine("Workspace", "countThinnedGroup", Type.NOTHING, true);
    static final Routine PANEL = new Routine("Workspace", "panel", Type.FLOATS, true);
    static final Routine SUMS = new Routine("Workspace", "sums", Type.FLOATS, true);
    static final Routine OFFSETS = new Routine("Workspace", "offsets", Type.LONGS, true);
    static final Routine CACHE = new Routine("Workspace", "cache", Type.CACHE, true);
    static final Routine KEPT_CHANNELS = new Routine("Workspace", "keptChannels", Type.LONGS, true);
    static final Routine COUNT_THINNED = new Routine("Workspace", "countThinned", Type.NOTHING, true);
    static final Routine PROBE = new Routine("Workspace", "probe", Type.PROBE, true);
    static final Routine OBSERVE = new Routine("Probe", "observe", Type.NOTHING, true);

    private Routines() {}

    /// The routine of a pointwise function.
    static Routine of(ElementFunction function) {
        return switch (function) {
            case RELU -> pointwise("relu");
            case GELU -> pointwise("gelu");
            case GELU_TANH -> pointwise("geluTanh");
            case TANH -> pointwise("tanh");
            case SIGMOID -> pointwise("sigmoid");
            case SOFTCAP -> pointwise("softCap");
            case SCALE -> pointwise("scale");
            case ROUND_BF16 -> rounding("bf16");
            case ROUND_F16 -> rounding("f16");
            case TRUNCATE -> rounding("i32");
        };
    }

    private static Routine pointwise(String name) {
        return new Routine("kernel.Pointwise", name, Type.NOTHING, false);
    }

    private static Routine rounding(String type) {
        return new Routine("kernel.Rounding", type, Type.NOTHING, false);
    }
}
