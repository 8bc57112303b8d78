package dev.rsparse.compiler.emit;

import dev.rsparse.compiler.ir.DType;
import dev.rsparse.compiler.ir.Dim;
import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.Origin;
import dev.rsparse.compiler.ir.TensorType;
import dev.rsparse.compiler.ir.Value;
import dev.rsparse.compiler.ir.Weight;
import dev.rsparse.grammar.Span;
import java.util.ArrayList;
import java.util.List;

/// Llama graphs built without the front end, for tests of what comes after it.
public final class LlamaGraphs {

    private final List<Node> nodes = new ArrayList<>();
    private int ids;
    private Origin at = Origin.NONE;
    private final DType dtype;

    private LlamaGraphs(DType dtype) {
        this.dtype = dtype;
    }

    /// Extents of a Llama.
    public record Shape(int vocabulary, int width, int inner, int layers, int heads, int kvHeads, int headDim) {}

    /// A Llama with a tied head and weights named as Hugging Face checkpoints name them.
    public static Graph llama(Shape shape, DType dtype) {
        return new LlamaGraphs(dtype).build(shape);
    }

    private Graph build(Shape shape) {
        Value input = new Value(ids++, "ids", new TensorType(DType.I32, List.of(new Dim.Symbol("T"))));
        Weight table = weight("embed", "model.embed_tokens.weight", shape.vocabulary(), shape.width());
        Value x = add(new Node.Gather(at, value(shape.width()), table, input));
        for (int i = 0; i < shape.layers(); i++) {
            at = new Origin("layer[" + i + "]", Span.NONE);
            x = layer(shape, i, x);
        }
        at = Origin.NONE;
        Value normed = norm(x, "norm", "model.norm.weight");
        Weight head = weight("head", "model.embed_tokens.weight", shape.vocabulary(), shape.width());
        Value logits = linear(normed, head);
        return new Graph("Llama", List.of(input), nodes, List.of(new Graph.Output("logits", logits)));
    }

    private Value layer(Shape shape, int i, Value x) {
        String path = "layer[" + i + "].";
        String tensor = "model.layers." + i + ".";
        int width = shape.width();
        int kvWidth = shape.kvHeads() * shape.headDim();
        int qWidth = shape.heads() * shape.headDim();
        Value h = norm(x, path + "n1", tensor + "input_layernorm.weight");
        Value q = rope(linear(h, weight(path + "q", tensor + "self_attn.q_proj.weight", qWidth, width)), shape);
        Value k = rope(linear(h, weight(path + "k", tensor + "self_attn.k_proj.weight", kvWidth, width)), shape);
        Value v = linear(h, weight(path + "v", tensor + "self_attn.v_proj.weight", kvWidth, width));
        Value a = add(new Node.Attention(at, value(qWidth), q, k, v, shape.heads(), shape.kvHeads(), at.scope()));
        Value o = linear(a, weight(path + "o", tensor + "self_attn.o_proj.weight", width, qWidth));
        Value y = add(new Node.Add(at, value(width), x, o));
        Value m = norm(y, path + "n2", tensor + "post_attention_layernorm.weight");
        Value gate = linear(m, weight(path + "gate", tensor + "mlp.gate_proj.weight", shape.inner(), width));
        Value up = linear(m, weight(path + "up", tensor + "mlp.up_proj.weight", shape.inner(), width));
        Value inner = add(new Node.SiluMul(at, value(shape.inner()), gate, up));
        Value down = linear(inner, weight(path + "down", tensor + "mlp.down_proj.weight", width, shape.inner()));
        return add(new Node.Add(at, value(width), y, down));
    }

    private Value rope(Value x, Shape shape) {
        return add(new Node.Rope(at, value(x.type().size(-1)), x, shape.headDim(), 10000.0));
    }

    private Value linear(Value x, Weight weight) {
        return add(new Node.Linear(at, value(weight.type().size(0)), x, weight));
    }

    private Value norm(Value x, String path, String tensor) {
        Weight scale = new Weight(path, tensor, TensorType.of(dtype, x.type().size(-1)));
        return add(new Node.RmsNorm(at, value(x.type().size(-1)), x, scale, 1e-5f));
    }

    private Weight weight(String path, String tensor, int out, int in) {
        return new Weight(path, tensor, TensorType.of(dtype, out, in));
    }

    private Value value(int width) {
        return new Value(ids++, "v", new TensorType(DType.F32, List.of(new Dim.Symbol("T"), new Dim.Fixed(width))));
    }

    private Value add(Node node) {
        nodes.add(node);
        return node.output();
    }
}
