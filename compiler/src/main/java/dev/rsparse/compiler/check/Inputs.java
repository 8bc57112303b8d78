package dev.rsparse.compiler.check;

import dev.rsparse.compiler.build.GraphBuilder;
import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.diag.Diagnostic;
import dev.rsparse.compiler.diag.Diagnostics;
import dev.rsparse.compiler.ir.DType;
import dev.rsparse.compiler.ir.Dim;
import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.Origin;
import dev.rsparse.compiler.ir.PictureNode;
import dev.rsparse.compiler.ir.TensorType;
import dev.rsparse.compiler.ir.Value;
import dev.rsparse.grammar.Item;
import java.util.List;

/// What a model reads: the ids of tokens, or rows of numbers.
final class Inputs {

    private Inputs() {}

    /// The value that stands for an input in the graph.
    static Value declare(Item.Field field, TensorType type, GraphBuilder graph, Diagnostics diagnostics) {
        Value given = graph.input(field.name().text(), type);
        if (type.dtype() == DType.I32) {
            return given;
        }
        boolean rows = type.rank() >= 1 && type.rank() <= 2 && type.dim(-1) instanceof Dim.Fixed
                || PictureRules.isPictures(type);
        if (type.dtype() != DType.F32 || !rows) {
            diagnostics.add(Diagnostic.at(
                            field.span(), Code.NOT_SUPPORTED, "a model cannot read " + type + " yet", "is " + type)
                    .help("a model reads tokens, i32[T], rows of numbers, f32[N,4], or pictures, f32[N,3,8,8]"));
        }
        return graph.node(
                field.name().text(), type, output -> new Node.Input(new Origin("", field.span()), output, given));
    }

    /// Whether a node goes by the last axis of what it reads.
    private static boolean worksOnRows(Node node) {
        return !(node instanceof PictureNode
                || node instanceof Node.Input
                || node instanceof Node.Pointwise
                || node instanceof Node.Silu
                || node instanceof Node.Add
                || node instanceof Node.Mul);
    }

    /// Reports inputs that do not go together, and what a model of rows of numbers cannot compute.
    static void check(List<Item.Field> fields, Graph graph, Diagnostics diagnostics) {
        if (!graph.readsNumbers()) {
            return;
        }
        if (fields.size() > 1) {
            diagnostics.add(Diagnostic.at(
                    fields.get(1).span(),
                    Code.NOT_SUPPORTED,
                    "a model that reads numbers has one input so far",
                    "another"));
        }
        for (Node node : graph.nodes()) {
            if (worksOnRows(node)
                    && node.inputs().stream().anyMatch(x -> x.type().rank() == TensorType.PICTURES)) {
                diagnostics.add(Diagnostic.at(
                                node.at().span(),
                                Code.OPERAND_TYPE,
                                node.op() + " works on rows, and this is "
                                        + node.inputs().getFirst().type(),
                                "reads pictures")
                        .help("flatten(x) makes a row of each picture"));
            }
            if (node instanceof Node.Attention || node instanceof Node.Rope) {
                diagnostics.add(Diagnostic.at(
                        node.at().span(),
                        Code.NOT_SUPPORTED,
                        node.op() + " works on tokens, and the model reads rows of numbers",
                        "needs positions"));
            }
        }
    }
}
