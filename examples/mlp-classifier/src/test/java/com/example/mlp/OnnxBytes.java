package com.example.mlp;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/// The bytes of a small ONNX model, a protocol buffer, as onnx.proto numbers its fields.
final class OnnxBytes {

    private static final int IR_VERSION = 8;
    private static final int OPSET = 17;
    private static final int FLOAT = 1;
    private static final int ATTRIBUTE_FLOAT = 1;
    private static final int ATTRIBUTE_INT = 2;

    private final Message nodes = new Message();
    private final Message initializers = new Message();
    private final String input;
    private final int inputWidth;
    private final String output;
    private final int outputWidth;
    private String value;
    /// The node that is still to be written: its output is the model's if no other follows.
    private Consumer<String> pending = _ -> {};
    private String pendingOutput;

    OnnxBytes(String input, int inputWidth, String output, int outputWidth) {
        this.input = input;
        this.inputWidth = inputWidth;
        this.output = output;
        this.outputWidth = outputWidth;
        value = input;
        pendingOutput = input;
    }

    /// `Linear` number `index` of a `Sequential`, with `weight` in rows.
    void linear(int index, int out, int in, float[] weight, float[] bias) {
        String name = index + ".";
        initializers.message(5, tensor(name + "weight", weight, out, in));
        initializers.message(5, tensor(name + "bias", bias, out));
        Message node = begin("/" + index + "/Gemm")
                .text(1, name + "weight")
                .text(1, name + "bias");
        Message attributes = new Message()
                .message(5, new Message().text(1, "alpha").number(2, 1f).integer(20, ATTRIBUTE_FLOAT))
                .message(5, new Message().text(1, "beta").number(2, 1f).integer(20, ATTRIBUTE_FLOAT))
                .message(5, new Message().text(1, "transB").integer(3, 1).integer(20, ATTRIBUTE_INT));
        end(node, "/" + index + "/Gemm", attributes);
    }

    /// `ReLU` number `index` of a `Sequential`.
    void relu(int index) {
        end(begin("/" + index + "/Relu"), "/" + index + "/Relu", new Message());
    }

    private Message begin(String name) {
        pending.accept(pendingOutput);
        value = pendingOutput;
        pendingOutput = name + "_output_0";
        return new Message().text(1, value);
    }

    private void end(Message node, String name, Message attributes) {
        String operator = name.substring(name.lastIndexOf('/') + 1);
        pending = result -> nodes.message(
                1, node.text(2, result).text(3, name).text(4, operator).append(attributes));
    }

    private static Message tensor(String name, float[] values, int... dims) {
        Message tensor = new Message();
        for (int dim : dims) {
            tensor.integer(1, dim);
        }
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return tensor.integer(2, FLOAT).text(8, name).bytes(9, bytes.array());
    }

    private static Message port(String name, int width) {
        Message shape = new Message()
                .message(1, new Message().text(2, "batch"))
                .message(1, new Message().integer(1, width));
        Message type = new Message().message(1, new Message().integer(1, FLOAT).message(2, shape));
        return new Message().text(1, name).message(2, type);
    }

    /// The whole model.
    byte[] bytes() {
        pending.accept(output);
        Message graph = new Message()
                .append(nodes)
                .text(2, "main_graph")
                .append(initializers)
                .message(11, port(input, inputWidth))
                .message(12, port(output, outputWidth));
        return new Message()
                .integer(1, IR_VERSION)
                .text(2, "com.example.mlp.Train")
                .message(7, graph)
                .message(8, new Message().text(1, "").integer(2, OPSET))
                .out
                .toByteArray();
    }

    /// A protocol buffer as it grows.
    private static final class Message {

        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Message integer(int field, long value) {
            varint((long) field << 3);
            varint(value);
            return this;
        }

        Message number(int field, float value) {
            varint((long) field << 3 | 5);
            out.writeBytes(ByteBuffer.allocate(4)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putFloat(value)
                    .array());
            return this;
        }

        Message bytes(int field, byte[] value) {
            varint((long) field << 3 | 2);
            varint(value.length);
            out.writeBytes(value);
            return this;
        }

        Message text(int field, String value) {
            return bytes(field, value.getBytes(StandardCharsets.UTF_8));
        }

        Message message(int field, Message value) {
            return bytes(field, value.out.toByteArray());
        }

        Message append(Message fields) {
            out.writeBytes(fields.out.toByteArray());
            return this;
        }

        private void varint(long value) {
            long rest = value;
            while (rest >= 128) {
                out.write((int) (rest & 127 | 128));
                rest >>>= 7;
            }
            out.write((int) rest);
        }
    }
}
