package dev.rsparse.compiler.ir;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// One operation of a graph. Every node makes one value; activations are `f32[T,n]` where `T` counts tokens.
public sealed interface Node
        permits Node.OfOne,
                Node.Gather,
                Node.Positions,
                Node.GatedRowsLinear,
                Node.Attention,
                Node.SiluMul,
                Node.Add,
                Node.Mul,
                PictureNode {

    Origin at();

    Value output();

    /// The values this node reads, in operand order; weights are not among them.
    List<Value> inputs();

    /// The operator's name in the `.rsp` language and in dumps.
    String op();

    /// A node that reads one value.
    sealed interface OfOne extends Node {
        Value x();

        @Override
        default List<Value> inputs() {
            return List.of(x());
        }
    }

    /// Rows of numbers that the caller gives, of a model that reads numbers in place of tokens.
    ///
    /// @param x the input of the graph, `f32[..,n]`
    record Input(Origin at, Value output, Value x) implements OfOne {
        @Override
        public String op() {
            return "input";
        }
    }

    /// Row `indices[t]` of `table [V,D]` for each token.
    record Gather(Origin at, Value output, Weight table, Value indices) implements Node {
        @Override
        public List<Value> inputs() {
            return List.of(indices);
        }

        @Override
        public String op() {
            return "gather";
        }
    }

    /// Row `position + offset` of `table [P,D]` for each token, whatever its id (learned position embeddings).
    ///
    /// @param ids counts the tokens
    record Positions(Origin at, Value output, Weight table, Value ids, int offset) implements Node {
        @Override
        public List<Value> inputs() {
            return List.of(ids);
        }

        @Override
        public String op() {
            return "positions";
        }
    }

    /// `x / sqrt(mean(x²) + epsilon) * (scale + offset)` along the last axis (Zhang and Sennrich, 2019; ONNX
    /// RMSNormalization-23); without a scale the product is left out.
    ///
    /// @param heads parts of the last axis that are each normalised alone, all by one scale
    record RmsNorm(Origin at, Value output, Value x, Optional<Weight> scale, float epsilon, float offset, int heads)
            implements OfOne {

        /// Over the whole last axis, by the scale as it is stored.
        public RmsNorm(Origin at, Value output, Value x, Optional<Weight> scale, float epsilon) {
            this(at, output, x, scale, epsilon, 0, 1);
        }

        /// Elements that are normalised together.
        public int width() {
            return x.type().size(-1) / heads;
        }

        @Override
        public String op() {
            return "rmsnorm";
        }
    }

    /// `(x - mean(x)) / sqrt(var(x) + epsilon) * scale + bias` along the last axis (Ba et al., 2016; ONNX
    /// LayerNormalization-17).
    record LayerNorm(Origin at, Value output, Value x, Weight scale, Optional<Weight> bias, float epsilon)
            implements OfOne {
        @Override
        public String op() {
            return "layernorm";
        }
    }

    /// `x + bias` with `bias [n]` for each token.
    record AddBias(Origin at, Value output, Value x, Weight bias) implements OfOne {
        @Override
        public String op() {
            return "add_bias";
        }
    }

    /// Elements `from`, `from + 1`, … of the last axis, as many as the output is wide.
    record Slice(Origin at, Value output, Value x, int from) implements OfOne {
        @Override
        public String op() {
            return "slice";
        }
    }

    /// A function of each element alone.
    ///
    /// @param number what some functions take besides; 0 for the others
    record Pointwise(Origin at, Value output, Value x, ElementFunction function, float number) implements OfOne {

        @Override
        public String op() {
            return function.name().toLowerCase(Locale.ROOT);
        }
    }

    /// `x Wᵀ` with `W [out,in]`; with [AddBias] behind it ONNX Gemm-13 with `transB`.
    record Linear(Origin at, Value output, Value x, Weight weight) implements OfOne {
        @Override
        public String op() {
            return "linear";
        }
    }

    /// A linear that multiplies only the kept channels and sends the rest through a low-rank product.
    ///
    /// @param scored the weights whose columns, one above the other, scores are scaled by: its own, or those of all
    ///     linears that keep the same channels
    record SparseLowRankLinear(Origin at, Value output, Value x, Weight weight, List<Weight> scored, Thinning thinning)
            implements OfOne {

        public SparseLowRankLinear {
            scored = List.copyOf(scored);
        }

        /// Scored by its own columns.
        public SparseLowRankLinear(Origin at, Value output, Value x, Weight weight, Thinning thinning) {
            this(at, output, x, weight, List.of(weight), thinning);
        }

        @Override
        public String op() {
            return "sparse_low_rank_linear";
        }
    }

    /// `silu(gate) * (x Wᵀ)` in which only the rows of `W [out,in]` are read whose gate is large; the others are 0.
    ///
    /// @param gate `f32[T,out]`, before the silu
    /// @param reader the weight whose columns read the output: its norms are part of the scores
    /// @param thinning by rows
    record GatedRowsLinear(
            Origin at, Value output, Value x, Value gate, Weight weight, Weight reader, Thinning thinning)
            implements Node {
        @Override
        public List<Value> inputs() {
            return List.of(x, gate);
        }

        @Override
        public String op() {
            return "gated_rows_linear";
        }
    }

    /// Rotary position embedding over heads of `headDim` laid side by side (Su et al., 2021), in the form that
    /// rotates the two halves of a head: element `i` pairs with `i + headDim/2`, frequency `theta^(-2i/headDim)`.
    ///
    /// @param angles other frequencies than these, where a model has them
    record Rope(Origin at, Value output, Value x, int headDim, double theta, Optional<RopeAngles> angles)
            implements OfOne {

        /// With the plain frequencies.
        public Rope(Origin at, Value output, Value x, int headDim, double theta) {
            this(at, output, x, headDim, theta, Optional.empty());
        }

        @Override
        public String op() {
            return "rope";
        }
    }

    /// Causal grouped-query attention over the tokens so far.
    ///
    /// @param cache name of the KV cache, which is the scope it stands in
    record Attention(
            Origin at, Value output, Value q, Value k, Value v, int heads, int kvHeads, String cache, Scoring scoring)
            implements Node {

        /// Over all positions, scores scaled by `1/sqrt(headDim)`.
        public Attention(Origin at, Value output, Value q, Value k, Value v, int heads, int kvHeads, String cache) {
            this(at, output, q, k, v, heads, kvHeads, cache, Scoring.of(q.type().size(-1) / heads));
        }

        /// Whether scores are those of [Scoring#of], which need not be told.
        public boolean isPlain() {
            return scoring.equals(Scoring.of(headDim()));
        }

        @Override
        public List<Value> inputs() {
            return List.of(q, k, v);
        }

        @Override
        public String op() {
            return "attention";
        }

        /// Extent of one head.
        public int headDim() {
            return q.type().size(-1) / heads;
        }
    }

    /// `x * sigmoid(x)`.
    record Silu(Origin at, Value output, Value x) implements OfOne {
        @Override
        public String op() {
            return "silu";
        }
    }

    /// `exp(x) / sum(exp(x))` along the last axis (ONNX Softmax-13).
    record Softmax(Origin at, Value output, Value x) implements OfOne {
        @Override
        public String op() {
            return "softmax";
        }
    }

    /// `silu(gate) * up`, the middle of a SwiGLU block in one pass.
    record SiluMul(Origin at, Value output, Value gate, Value up) implements Node {
        @Override
        public List<Value> inputs() {
            return List.of(gate, up);
        }

        @Override
        public String op() {
            return "silu_mul";
        }
    }

    /// Elementwise sum of equal shapes.
    record Add(Origin at, Value output, Value left, Value right) implements Node {
        @Override
        public List<Value> inputs() {
            return List.of(left, right);
        }

        @Override
        public String op() {
            return "add";
        }
    }

    /// Elementwise product of equal shapes.
    record Mul(Origin at, Value output, Value left, Value right) implements Node {
        @Override
        public List<Value> inputs() {
            return List.of(left, right);
        }

        @Override
        public String op() {
            return "mul";
        }
    }
}
