package dev.rsparse.compiler.onnx.in;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import com.google.protobuf.ByteString;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/// Attributes of nodes as operators take them.
final class AttributeReader {

    private final ConstantReader constants;
    private final Missing missing;

    AttributeReader(ConstantReader constants, Missing missing) {
        this.constants = constants;
        this.missing = missing;
    }

    /// The attributes of a node but for its bodies.
    ///
    /// @param given those of the call when the node stands in a function, which it may refer to
    Attributes read(NodeProto node, int version, Map<String, AttributeProto> given) {
        Map<String, Object> values = new HashMap<>();
        for (AttributeProto own : node.getAttributeList()) {
            AttributeProto attribute = own.getRefAttrName().isEmpty() ? own : given.get(own.getRefAttrName());
            // What a call leaves out, the node inside leaves out too.
            if (attribute != null && !attribute.hasG()) {
                read(attribute, node, own.getName(), values);
            }
        }
        return new Attributes(version, values);
    }

    private void read(AttributeProto attribute, NodeProto node, String name, Map<String, Object> values) {
        String where = "attribute " + name + " of " + Missing.label(node);
        switch (attribute.getType()) {
            case INT -> values.put(name, attribute.getI());
            case FLOAT -> values.put(name, attribute.getF());
            case STRING -> values.put(name, attribute.getS().toStringUtf8());
            case INTS ->
                values.put(
                        name,
                        attribute.getIntsList().stream()
                                .mapToLong(Long::longValue)
                                .toArray());
            case FLOATS -> {
                float[] floats = new float[attribute.getFloatsCount()];
                for (int i = 0; i < floats.length; i++) {
                    floats[i] = attribute.getFloats(i);
                }
                values.put(name, floats);
            }
            // Names, of which none has a comma: the activations of recurrent layers.
            case STRINGS ->
                values.put(
                        name,
                        attribute.getStringsList().stream()
                                .map(ByteString::toStringUtf8)
                                .collect(Collectors.joining(",")));
            case TENSOR -> values.put(name, constants.read(attribute.getT(), where));
            case SPARSE_TENSOR -> values.put(name, constants.read(attribute.getSparseTensor(), where));
            default -> missing.thing("attributes of type " + attribute.getType(), where);
        }
    }
}
