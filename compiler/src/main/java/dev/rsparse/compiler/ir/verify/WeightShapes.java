package dev.rsparse.compiler.ir.verify;

import dev.rsparse.compiler.ir.DType;
import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.TensorType;
import dev.rsparse.compiler.ir.Value;
import dev.rsparse.compiler.ir.Weight;
import java.util.List;
import java.util.Optional;

/// A weight has as many axes as its operator needs, and its last extent is that of the operand it multiplies.
final class WeightShapes implements Invariant {

    @Override
    public List<String> violations(Graph graph) {
        return graph.nodes().stream().flatMap(node -> violation(node).stream()).toList();
    }

    private static Optional<String> violation(Node node) {
        return switch (node) {
            case Node.Gather gather -> table(gather);
            case Node.RmsNorm norm -> norm.scale().flatMap(scale -> multiplied(norm.x(), scale, 1));
            case Node.Linear linear -> multiplied(linear.x(), linear.weight(), 2);
            case Node.SparseLowRankLinear linear -> multiplied(linear.x(), linear.weight(), 2);
            case Node.GatedRowsLinear linear ->
                multiplied(linear.x(), linear.weight(), 2).or(() -> gated(linear));
            case Node.Rope _, Node.Attention _, Node.Silu _, Node.SiluMul _, Node.Add _, Node.Mul _ -> Optional.empty();
        };
    }

    private static Optional<String> gated(Node.GatedRowsLinear linear) {
        boolean rowsFit =
                linear.weight().type().dim(0).equals(linear.gate().type().dim(-1));
        return rowsFit
                ? multiplied(linear.output(), linear.reader(), 2)
                : Optional.of(linear.weight() + " " + linear.weight().type() + " has other rows than " + linear.gate()
                        + " " + linear.gate().type());
    }

    private static Optional<String> table(Node.Gather gather) {
        TensorType table = gather.table().type();
        return table.rank() == 2 && gather.indices().type().dtype() == DType.I32
                ? Optional.empty()
                : Optional.of("gather reads " + gather.table() + " " + table + " at "
                        + gather.indices().type());
    }

    private static Optional<String> multiplied(Value x, Weight weight, int rank) {
        TensorType type = weight.type();
        return type.rank() == rank && type.dim(-1).equals(x.type().dim(-1))
                ? Optional.empty()
                : Optional.of(weight + " " + type + " does not fit " + x + " " + x.type());
    }
}
