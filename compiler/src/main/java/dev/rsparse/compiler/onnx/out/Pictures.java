package dev.rsparse.compiler.onnx.out;

import ai.onnx.proto.OnnxMl.AttributeProto;
import dev.rsparse.compiler.ir.PictureNode;
import dev.rsparse.compiler.ir.PictureNode.Side;
import dev.rsparse.compiler.ir.PictureNode.Window;
import java.util.ArrayList;
import java.util.List;

/// Operations on pictures, each one node.
final class Pictures {

    private final Draft draft;
    private final Initializers initializers;

    Pictures(Draft draft, Initializers initializers) {
        this.draft = draft;
        this.initializers = initializers;
    }

    String of(String label, String x, PictureNode node) {
        List<String> inputs = new ArrayList<>(List.of(x));
        node.weights().forEach(weight -> inputs.add(initializers.value(weight)));
        return switch (node) {
            case PictureNode.Conv conv -> draft.node(label, "Conv", inputs, conv(conv));
            case PictureNode.Pool pool -> pool(label, inputs, pool);
            case PictureNode.BatchNorm norm ->
                draft.node(label, "BatchNormalization", inputs, Attributes.number("epsilon", norm.epsilon()));
            case PictureNode.Flatten _ -> draft.node(label, "Flatten", inputs);
        };
    }

    private static AttributeProto[] conv(PictureNode.Conv conv) {
        List<AttributeProto> attributes = window(conv.window());
        attributes.add(Attributes.integer("group", conv.groups()));
        return attributes.toArray(AttributeProto[]::new);
    }

    private String pool(String label, List<String> inputs, PictureNode.Pool pool) {
        if (pool.kind() == PictureNode.Pool.Kind.AVERAGE && isWhole(pool)) {
            return draft.node(label, "GlobalAveragePool", inputs);
        }
        List<AttributeProto> attributes = window(pool.window());
        if (pool.countPadding()) {
            attributes.add(Attributes.integer("count_include_pad", 1));
        }
        String operator = pool.kind() == PictureNode.Pool.Kind.MAX ? "MaxPool" : "AveragePool";
        return draft.node(label, operator, inputs, attributes.toArray(AttributeProto[]::new));
    }

    private static boolean isWhole(PictureNode.Pool pool) {
        Window whole = new Window(
                Side.all(pool.x().type().size(2)), Side.all(pool.x().type().size(3)));
        return pool.window().equals(whole);
    }

    private static List<AttributeProto> window(Window window) {
        Side down = window.down();
        Side right = window.right();
        return new ArrayList<>(List.of(
                Attributes.integers("kernel_shape", down.covered(), right.covered()),
                Attributes.integers("strides", down.stride(), right.stride()),
                Attributes.integers("pads", down.padding(), right.padding(), down.padding(), right.padding()),
                Attributes.integers("dilations", down.dilation(), right.dilation())));
    }
}
