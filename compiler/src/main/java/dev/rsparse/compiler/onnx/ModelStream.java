package dev.rsparse.compiler.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.function.IntPredicate;

/// a model and new tensors → the bytes of the model with those as the last initializers of its graph.
///
/// Protobuf's own classes hold a message whole before they write it. Here each new tensor is computed where
/// its bytes stand in the file, and is in the heap alone.
final class ModelStream {

    private static final int BUFFER = 1 << 18;

    private final List<NewTensor> added;
    private final FileChannel channel;
    private final CodedOutputStream out;

    private ModelStream(List<NewTensor> added, FileChannel channel) {
        this.added = added;
        this.channel = channel;
        this.out = CodedOutputStream.newInstance(Channels.newOutputStream(channel), BUFFER);
    }

    /// @param added together with the model of less than 2 GiB
    /// @param channel stands where the model is to begin
    static void write(ModelProto model, List<NewTensor> added, FileChannel channel) throws IOException {
        ModelStream stream = new ModelStream(added, channel);
        if (added.isEmpty()) {
            model.writeTo(stream.out);
        } else {
            stream.model(model);
        }
        stream.out.flush();
    }

    /// Fields are written in the order of their numbers, and those that are not known last.
    private void model(ModelProto model) throws IOException {
        int graph = ModelProto.GRAPH_FIELD_NUMBER;
        part(model, number -> number < graph).writeTo(out);
        graph(model.getGraph());
        last(model, number -> number > graph).writeTo(out);
    }

    private void graph(GraphProto graph) throws IOException {
        int initializer = GraphProto.INITIALIZER_FIELD_NUMBER;
        Message first = part(graph, number -> number <= initializer);
        Message last = last(graph, number -> number > initializer);
        long size = (long) first.getSerializedSize() + last.getSerializedSize();
        for (NewTensor tensor : added) {
            size += CodedOutputStream.computeTagSize(initializer) + delimited(size(tensor));
        }
        begin(ModelProto.GRAPH_FIELD_NUMBER, size);
        first.writeTo(out);
        for (NewTensor tensor : added) {
            begin(initializer, size(tensor));
            tensor.placeholder().writeTo(out);
            begin(TensorProto.RAW_DATA_FIELD_NUMBER, tensor.bytes());
            out.flush();
            DataFile.write(tensor, channel);
        }
        last.writeTo(out);
    }

    private static long size(NewTensor tensor) {
        return tensor.placeholder().getSerializedSize()
                + CodedOutputStream.computeTagSize(TensorProto.RAW_DATA_FIELD_NUMBER)
                + delimited(tensor.bytes());
    }

    /// Of so many bytes behind the number that says how many there are.
    private static long delimited(long size) {
        return CodedOutputStream.computeUInt32SizeNoTag(Math.toIntExact(size)) + size;
    }

    private void begin(int field, long size) throws IOException {
        out.writeTag(field, WireFormat.WIRETYPE_LENGTH_DELIMITED);
        out.writeUInt32NoTag(Math.toIntExact(size));
    }

    /// The known fields of some numbers.
    private static Message part(Message message, IntPredicate numbers) {
        return last(message, numbers).toBuilder()
                .setUnknownFields(UnknownFieldSet.getDefaultInstance())
                .buildPartial();
    }

    /// The known fields of some numbers, and all that are not known.
    private static Message last(Message message, IntPredicate numbers) {
        Message.Builder part = message.toBuilder();
        for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
            if (!numbers.test(field.getNumber())) {
                part.clearField(field);
            }
        }
        return part.buildPartial();
    }
}
