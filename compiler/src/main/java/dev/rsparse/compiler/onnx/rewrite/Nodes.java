package dev.rsparse.compiler.onnx.rewrite;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayList;
import java.util.List;

/// New nodes, each of which gives one value. Node and value have the same name.
final class Nodes {

    private final Names names;
    private final String base;
    private final List<NodeProto> nodes = new ArrayList<>();

    /// @param base what all names begin with
    Nodes(Names names, String base) {
        this.names = names;
        this.base = base;
    }

    /// Further nodes of the same base, none yet.
    Nodes(Nodes others) {
        this(others.names, others.base);
    }

    List<NodeProto> list() {
        return nodes;
    }

    /// A name for something of this base.
    String fresh(String what) {
        return names.fresh(base.isEmpty() ? what : base + "/" + what);
    }

    /// Adds a node.
    ///
    /// @return what it gives
    String add(String operator, String what, List<String> inputs, AttributeProto... attributes) {
        String name = fresh(what);
        give(operator, name, name, inputs, attributes);
        return name;
    }

    /// Adds a node that gives a value whose name others know.
    void give(String operator, String name, String output, List<String> inputs, AttributeProto... attributes) {
        nodes.add(NodeProto.newBuilder()
                .setName(name)
                .setOpType(operator)
                .addAllInput(inputs)
                .addOutput(output)
                .addAllAttribute(List.of(attributes))
                .build());
    }

    /// Gives what the node added last gives another name.
    void renameLast(String output) {
        nodes.set(
                nodes.size() - 1,
                nodes.getLast().toBuilder().setOutput(0, output).build());
    }

    /// Exchanges the last two of `rank` axes.
    String transpose(String what, String value, int rank) {
        AttributeProto.Builder perm =
                AttributeProto.newBuilder().setName("perm").setType(AttributeProto.AttributeType.INTS);
        for (int axis = 0; axis < rank - 2; axis++) {
            perm.addInts(axis);
        }
        return add(
                "Transpose",
                what,
                List.of(value),
                perm.addInts(rank - 1).addInts(rank - 2).build());
    }

    /// Converts to another type.
    String cast(String what, String value, int type) {
        return add(
                "Cast",
                what,
                List.of(value),
                AttributeProto.newBuilder()
                        .setName("to")
                        .setType(AttributeProto.AttributeType.INT)
                        .setI(type)
                        .build());
    }
}
