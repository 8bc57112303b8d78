package dev.rsparse.compiler.ir.verify;

import dev.rsparse.compiler.ir.DType;
import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.PictureNode;
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
            case Node.Gather gather -> table(gather.op(), gather.table(), gather.indices());
            case Node.Positions positions -> table(positions.op(), positions.table(), positions.ids());
            case Node.RmsNorm norm -> norm.scale().flatMap(scale -> normed(norm, scale));
            case Node.LayerNorm norm ->
                multiplied(norm.x(), norm.scale(), 1)
                        .or(() -> norm.bias().flatMap(bias -> multiplied(norm.x(), bias, 1)));
            case Node.AddBias sum -> multiplied(sum.x(), sum.bias(), 1);
            case Node.Slice slice -> sliced(slice);
            case Node.Linear linear -> multiplied(linear.x(), linear.weight(), 2);
            case Node.SparseLowRankLinear linear -> multiplied(linear.x(), linear.weight(), 2);
            case Node.GatedRowsLinear linear ->
                multiplied(linear.x(), linear.weight(), 2).or(() -> gated(linear));
            case PictureNode.Conv conv -> convolved(conv);
            case PictureNode.BatchNorm norm ->
                norm.weights().stream()
                        .filter(weight ->
                                weight.type().count() != norm.x().type().size(1))
                        .findFirst()
                        .map(weight -> weight + " " + weight.type() + " does not fit "
                                + norm.x().type());
            case PictureNode _ -> Optional.empty();
            case Node.Input _,
                    Node.Softmax _,
                    Node.Pointwise _,
                    Node.Rope _,
                    Node.Attention _,
                    Node.Silu _,
                    Node.SiluMul _,
                    Node.Add _,
                    Node.Mul _ -> Optional.empty();
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

    private static Optional<String> table(String op, Weight table, Value ids) {
        return table.type().rank() == 2 && ids.type().dtype() == DType.I32
                ? Optional.empty()
                : Optional.of(op + " reads " + table + " " + table.type() + " at " + ids.type());
    }

    private static Optional<String> normed(Node.RmsNorm norm, Weight scale) {
        boolean fits = scale.type().rank() == 1
                && norm.width() == scale.type().size(0)
                && norm.width() * norm.heads() == norm.x().type().size(-1);
        return fits
                ? Optional.empty()
                : Optional.of(scale + " " + scale.type() + " does not fit " + norm.heads() + " heads of " + norm.x()
                        + " " + norm.x().type());
    }

    private static Optional<String> convolved(PictureNode.Conv conv) {
        TensorType kernels = conv.weight().type();
        boolean fits = kernels.rank() == TensorType.PICTURES
                && kernels.size(1) * conv.groups() == conv.x().type().size(1)
                && kernels.size(0) % conv.groups() == 0
                && kernels.size(2) == conv.window().down().covered()
                && kernels.size(3) == conv.window().right().covered()
                && conv.bias()
                        .map(bias -> bias.type().count() == kernels.size(0))
                        .orElse(true);
        return fits
                ? Optional.empty()
                : Optional.of(conv.weight() + " " + kernels + " does not fit "
                        + conv.x().type() + " in " + conv.groups() + " groups");
    }

    private static Optional<String> sliced(Node.Slice slice) {
        int end = slice.from() + slice.output().type().size(-1);
        return slice.from() >= 0 && end <= slice.x().type().size(-1)
                ? Optional.empty()
                : Optional.of("elements " + slice.from() + " to " + end + " are not in "
                        + slice.x().type());
    }

    private static Optional<String> multiplied(Value x, Weight weight, int rank) {
        TensorType type = weight.type();
        return type.rank() == rank && type.dim(-1).equals(x.type().dim(-1))
                ? Optional.empty()
                : Optional.of(weight + " " + type + " does not fit " + x + " " + x.type());
    }
}
