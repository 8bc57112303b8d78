package dev.rsparse.compiler.ir;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Writes a graph as text, one node a line; the same graph always gives the same text.
///
///     graph Quill(%0 ids: i32[T]) -> (logits: %9)
///       %1 x: f32[T,256] = gather(@embed bf16[4096,256], %0)
///       layer[0]
///         %2 h: f32[T,256] = rmsnorm(%1, @layer[0].n1 bf16[256], eps = 1.0E-5)
public final class GraphPrinter {

    private GraphPrinter() {}

    public static String print(Graph graph) {
        StringBuilder out = new StringBuilder("graph ").append(graph.name()).append('(');
        out.append(graph.inputs().stream().map(GraphPrinter::declaration).collect(Collectors.joining(", ")));
        out.append(") -> (");
        out.append(graph.outputs().stream()
                .map(output -> output.name() + ": " + output.value())
                .collect(Collectors.joining(", ")));
        out.append(")\n");
        String scope = "";
        for (Node node : graph.nodes()) {
            if (!node.at().scope().equals(scope)) {
                scope = node.at().scope();
                out.append(scope.isEmpty() ? "" : "  " + scope + "\n");
            }
            out.append(scope.isEmpty() ? "  " : "    ").append(line(node)).append('\n');
        }
        return out.toString();
    }

    private static String line(Node node) {
        List<String> arguments = new ArrayList<>();
        switch (node) {
            case Node.Gather gather -> {
                arguments.add(weight(gather.table()));
                arguments.add(gather.indices().toString());
            }
            case Node.RmsNorm norm -> {
                arguments.add(norm.x().toString());
                norm.scale().ifPresent(scale -> arguments.add(weight(scale)));
                arguments.add("eps = " + norm.epsilon());
                if (norm.offset() != 0) {
                    arguments.add("offset = " + norm.offset());
                }
                if (norm.heads() > 1) {
                    arguments.add("heads = " + norm.heads());
                }
            }
            case Node.LayerNorm norm -> {
                arguments.add(norm.x().toString());
                arguments.add(weight(norm.scale()));
                norm.bias().ifPresent(bias -> arguments.add(weight(bias)));
                arguments.add("eps = " + norm.epsilon());
            }
            case Node.Positions positions -> {
                arguments.add(weight(positions.table()));
                arguments.add(positions.ids().toString());
                arguments.add("offset = " + positions.offset());
            }
            case Node.AddBias sum -> {
                arguments.add(sum.x().toString());
                arguments.add(weight(sum.bias()));
            }
            case PictureNode picture -> {
                arguments.add(picture.x().toString());
                picture.weights().forEach(weight -> arguments.add(weight(weight)));
                if (!picture.settings().isEmpty()) {
                    arguments.add(picture.settings());
                }
            }
            case Node.Slice slice -> {
                arguments.add(slice.x().toString());
                arguments.add("from = " + slice.from());
            }
            case Node.Pointwise pointwise -> {
                arguments.add(pointwise.x().toString());
                if (pointwise.function().takesNumber()) {
                    arguments.add(Float.toString(pointwise.number()));
                }
            }
            case Node.Linear linear -> {
                arguments.add(linear.x().toString());
                arguments.add(weight(linear.weight()));
            }
            case Node.SparseLowRankLinear linear -> {
                arguments.add(linear.x().toString());
                arguments.add(weight(linear.weight()));
                if (linear.scored().size() > 1) {
                    arguments.add("scored = " + linear.scored());
                }
                arguments.add(thinning(linear.thinning()));
            }
            case Node.GatedRowsLinear linear -> {
                arguments.add(linear.x().toString());
                arguments.add(linear.gate().toString());
                arguments.add(weight(linear.weight()));
                arguments.add("reader = " + linear.reader());
                arguments.add(thinning(linear.thinning()));
            }
            case Node.Rope rope -> {
                arguments.add(rope.x().toString());
                arguments.add("head_dim = " + rope.headDim());
                arguments.add("theta = " + rope.theta());
                rope.angles().ifPresent(angles -> arguments.add(angles(angles)));
            }
            case Node.Attention attention -> {
                attention.inputs().forEach(input -> arguments.add(input.toString()));
                arguments.add("heads = " + attention.heads());
                arguments.add("kv_heads = " + attention.kvHeads());
                arguments.add("cache = \"" + attention.cache() + "\"");
                if (!attention.isPlain()) {
                    arguments.add(scoring(attention.scoring()));
                }
            }
            case Node.Input _, Node.Softmax _, Node.Silu _, Node.SiluMul _, Node.Add _, Node.Mul _ ->
                node.inputs().forEach(input -> arguments.add(input.toString()));
        }
        return declaration(node.output()) + " = " + node.op() + "(" + String.join(", ", arguments) + ")";
    }

    private static String angles(RopeAngles angles) {
        int turned = 2 * angles.frequencies().size();
        return angles.form() + ", turned = " + turned + ", magnitude = " + angles.magnitude();
    }

    private static String scoring(Scoring scoring) {
        return "scale = " + scoring.scale() + ", window = " + scoring.window() + ", cap = " + scoring.cap();
    }

    private static String declaration(Value value) {
        return value + " " + value.name() + ": " + value.type();
    }

    private static String weight(Weight weight) {
        return weight + " " + weight.type();
    }

    private static String thinning(Thinning thinning) {
        return String.format(
                Locale.ROOT,
                "sparsity = %s, split = %s, rank = %d, gamma = %s, threshold = %s, phase = %s",
                thinning.sparsity(),
                thinning.split(),
                thinning.rank(),
                thinning.gamma(),
                thinning.threshold(),
                thinning.phase().text());
    }
}
