package dev.rsparse.compiler.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;

/// Writes models, their weights one after the other: never are those of a data file, or new ones, in the
/// heap together.
///
/// A model that had external data gets the one data file `TARGET.data`, and so does one that would grow
/// past what a protobuf can hold; else all tensors lie in the model. Target and data file are put in place
/// when both are whole.
public final class OnnxWriter {

    /// Models beyond this many bytes get a data file. Protobuf ends at 2 GiB; the rest is for what is
    /// counted roughly.
    private static final long LARGEST_MODEL = 1_900_000_000L;

    /// Tensors of fewer bytes stay in the model, where readers look for shapes and axes.
    private static final int SMALLEST_OUTSIDE = 1024;

    private final OnnxFile source;
    private final long largest;

    /// @param source the model that was read: where external tensors of the written one lie now
    public OnnxWriter(OnnxFile source) {
        this(source, LARGEST_MODEL);
    }

    /// @param largest size of a model in bytes beyond which it gets a data file
    OnnxWriter(OnnxFile source, long largest) {
        this.source = source;
        this.largest = largest;
    }

    /// For models that were not read from a file, and whose tensors all are new or lie in them.
    ///
    /// @param target where one is to be written
    public static OnnxWriter ofNew(Path target) {
        return ofNew(target, LARGEST_MODEL);
    }

    /// The same with data files for smaller models.
    ///
    /// @param largest size of a model in bytes beyond which it gets a data file
    public static OnnxWriter ofNew(Path target, long largest) {
        return new OnnxWriter(new OnnxFile(target, ModelProto.getDefaultInstance()), largest);
    }

    /// Writes `model` with `added` as further initializers of its graph.
    ///
    /// @param target may be the source itself
    /// @throws OnnxException when external data cannot be used, or the data file to be written is one of
    ///     the source's
    /// @throws FileSystemException naming the file that could not be written and the reason
    public void write(ModelProto model, List<NewTensor> added, Path target) throws FileSystemException {
        ModelFiles files = new ModelFiles(target);
        files.requireNoInput(source);
        try (ExternalData data = new ExternalData(source.path())) {
            boolean external = Tensors.all(model).anyMatch(ExternalData::isExternal);
            long size = model.getSerializedSize()
                    + added.stream().mapToLong(NewTensor::bytes).sum();
            if (external || size > largest) {
                writeWithData(model, added, files, data, size > largest);
            } else {
                files.write(model, added);
            }
        }
    }

    /// Copies the model as it is, byte for byte, with its data files if it goes to another folder.
    ///
    /// @throws OnnxException when other files stand where its data files must lie
    /// @throws FileSystemException naming the file that could not be written and the reason
    public void copy(Path target) throws FileSystemException {
        ModelCopy.of(source, target);
    }

    /// @param outsource whether tensors that lie in the model move out of it
    private static void writeWithData(
            ModelProto model, List<NewTensor> added, ModelFiles files, ExternalData source, boolean outsource)
            throws FileSystemException {
        DataFile data = new DataFile(files.dataName(), source);
        UnaryOperator<TensorProto> place = tensor -> {
            if (ExternalData.isExternal(tensor)) {
                return data.moved(tensor);
            }
            return outsource && tensor.getRawData().size() >= SMALLEST_OUTSIDE ? data.outsourced(tensor) : tensor;
        };
        ModelProto.Builder placed = new TensorMapper(place).model(model).toBuilder();
        for (NewTensor tensor : added) {
            placed.getGraphBuilder()
                    .addInitializer(tensor.bytes() >= SMALLEST_OUTSIDE ? data.added(tensor) : inside(tensor));
        }
        files.write(placed.build(), data);
    }

    private static TensorProto inside(NewTensor tensor) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            DataFile.write(tensor, Channels.newChannel(bytes));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return tensor.placeholder().toBuilder()
                .setRawData(ByteString.copyFrom(bytes.toByteArray()))
                .build();
    }
}
