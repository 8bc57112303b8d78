package dev.rsparse.compiler.ir.verify;

import dev.rsparse.compiler.ir.DType;
import dev.rsparse.compiler.ir.Dim;
import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.PictureNode;
import dev.rsparse.compiler.ir.TensorType;
import java.util.ArrayList;
import java.util.List;

/// The type of a node's output is the one its operator makes of its operands, and elementwise operands agree.
final class OutputTypes implements Invariant {

    @Override
    public List<String> violations(Graph graph) {
        List<String> violations = new ArrayList<>();
        for (Node node : graph.nodes()) {
            TensorType expected = expected(node);
            if (!node.output().type().equals(expected)) {
                violations.add(node.op() + " makes " + node.output() + " " + expected + ", not "
                        + node.output().type());
            }
            boolean elementwise = node instanceof Node.Add || node instanceof Node.Mul || node instanceof Node.SiluMul;
            if (elementwise
                    && !node.inputs()
                            .getFirst()
                            .type()
                            .equals(node.inputs().getLast().type())) {
                violations.add(node.op() + " for " + node.output() + " reads two types");
            }
        }
        return violations;
    }

    private static TensorType expected(Node node) {
        return switch (node) {
            case Node.Gather gather -> {
                List<Dim> shape = new ArrayList<>(gather.indices().type().shape());
                shape.add(gather.table().type().dim(-1));
                yield new TensorType(DType.F32, shape);
            }
            case PictureNode picture -> picture.made();
            case Node.Linear linear ->
                linear.x().type().withLast(linear.weight().type().dim(0));
            case Node.SparseLowRankLinear linear ->
                linear.x().type().withLast(linear.weight().type().dim(0));
            case Node.GatedRowsLinear linear -> linear.gate().type();
            case Node.Positions positions -> {
                List<Dim> shape = new ArrayList<>(positions.ids().type().shape());
                shape.add(positions.table().type().dim(-1));
                yield new TensorType(DType.F32, shape);
            }
            // As wide as it says, and within what it reads: see [WeightShapes] for the rest.
            case Node.Slice slice ->
                slice.x().type().withLast(slice.output().type().dim(-1));
            case Node.RmsNorm _,
                    Node.LayerNorm _,
                    Node.AddBias _,
                    Node.Pointwise _,
                    Node.Rope _,
                    Node.Attention _,
                    Node.Silu _,
                    Node.Softmax _,
                    Node.Input _,
                    Node.SiluMul _,
                    Node.Add _,
                    Node.Mul _ -> node.inputs().getFirst().type();
        };
    }
}
