package dev.rsparse.compiler.onnx.in;

import static dev.rsparse.compiler.onnx.in.OperatorDefinition.op;

import dev.rsparse.runtime.op.nn.Attention;
import dev.rsparse.runtime.op.nn.AveragePool;
import dev.rsparse.runtime.op.nn.BatchNormalization;
import dev.rsparse.runtime.op.nn.EmbedLayerNormalization;
import dev.rsparse.runtime.op.nn.GRU;
import dev.rsparse.runtime.op.nn.GlobalAveragePool;
import dev.rsparse.runtime.op.nn.GlobalLpPool;
import dev.rsparse.runtime.op.nn.GlobalMaxPool;
import dev.rsparse.runtime.op.nn.GroupNormalization;
import dev.rsparse.runtime.op.nn.GroupQueryAttention;
import dev.rsparse.runtime.op.nn.InstanceNormalization;
import dev.rsparse.runtime.op.nn.LRN;
import dev.rsparse.runtime.op.nn.LSTM;
import dev.rsparse.runtime.op.nn.LayerNormalization;
import dev.rsparse.runtime.op.nn.LpNormalization;
import dev.rsparse.runtime.op.nn.LpPool;
import dev.rsparse.runtime.op.nn.MaxPool;
import dev.rsparse.runtime.op.nn.MaxUnpool;
import dev.rsparse.runtime.op.nn.MeanVarianceNormalization;
import dev.rsparse.runtime.op.nn.MicrosoftAttention;
import dev.rsparse.runtime.op.nn.MicrosoftRotaryEmbedding;
import dev.rsparse.runtime.op.nn.MultiHeadAttention;
import dev.rsparse.runtime.op.nn.RMSNormalization;
import dev.rsparse.runtime.op.nn.RNN;
import dev.rsparse.runtime.op.nn.RotaryEmbedding;
import dev.rsparse.runtime.op.nn.SimplifiedLayerNormalization;
import dev.rsparse.runtime.op.nn.SkipLayerNormalization;
import dev.rsparse.runtime.op.nn.SkipSimplifiedLayerNormalization;
import java.util.List;

/// The operators of package `runtime.op.nn`.
final class NnOperators {

    static final List<OperatorDefinition> ALL = List.of(
            op("Attention", Attention.class).outputs(4),
            op("AveragePool", AveragePool.class),
            op("BatchNormalization", BatchNormalization.class).outputs(5),
            op("GRU", GRU.class).outputs(2),
            op("GlobalAveragePool", GlobalAveragePool.class),
            op("GlobalLpPool", GlobalLpPool.class),
            op("GlobalMaxPool", GlobalMaxPool.class),
            op("GroupNormalization", GroupNormalization.class),
            op("InstanceNormalization", InstanceNormalization.class),
            op("LRN", LRN.class),
            op("LSTM", LSTM.class).outputs(3),
            op("LayerNormalization", LayerNormalization.class).outputs(3),
            op("LpNormalization", LpNormalization.class),
            op("LpPool", LpPool.class),
            op("MaxPool", MaxPool.class).outputs(2),
            op("MaxUnpool", MaxUnpool.class),
            op("MeanVarianceNormalization", MeanVarianceNormalization.class),
            op("RMSNormalization", RMSNormalization.class),
            op("RNN", RNN.class).outputs(2),
            op("RotaryEmbedding", RotaryEmbedding.class),
            op("SimplifiedLayerNormalization", SimplifiedLayerNormalization.class)
                    .outputs(2),
            op("Attention", MicrosoftAttention.class).outputs(2).microsoft(),
            op("EmbedLayerNormalization", EmbedLayerNormalization.class)
                    .outputs(3)
                    .microsoft(),
            op("GroupQueryAttention", GroupQueryAttention.class).outputs(3).microsoft(),
            op("MultiHeadAttention", MultiHeadAttention.class).outputs(3).microsoft(),
            op("RotaryEmbedding", MicrosoftRotaryEmbedding.class).microsoft(),
            op("SkipLayerNormalization", SkipLayerNormalization.class)
                    .outputs(4)
                    .microsoft(),
            op("SkipSimplifiedLayerNormalization", SkipSimplifiedLayerNormalization.class)
                    .outputs(4)
                    .microsoft());

    private NnOperators() {}
}
