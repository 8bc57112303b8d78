package dev.rsparse.compiler.onnx.run;

import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.onnx.ExternalData;
import dev.rsparse.compiler.onnx.OnnxException;
import dev.rsparse.compiler.onnx.OnnxType;
import dev.rsparse.compiler.onnx.TensorElements;
import dev.rsparse.runtime.io.NpyArray;
import dev.rsparse.runtime.io.NpyFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Tensors in files of their own: `.pb` as the ONNX test suite stores them, and NumPy's `.npy`.
public final class TensorFiles {

    private static final Map<String, OnnxType> NUMPY = Map.ofEntries(
            Map.entry("f4", OnnxType.F32),
            Map.entry("f8", OnnxType.F64),
            Map.entry("f2", OnnxType.F16),
            Map.entry("i1", OnnxType.I8),
            Map.entry("i2", OnnxType.I16),
            Map.entry("i4", OnnxType.I32),
            Map.entry("i8", OnnxType.I64),
            Map.entry("u1", OnnxType.U8),
            Map.entry("u2", OnnxType.U16),
            Map.entry("u4", OnnxType.U32),
            Map.entry("u8", OnnxType.U64),
            Map.entry("b1", OnnxType.BOOL));

    private TensorFiles() {}

    /// Reads a `.npy` or, whatever else it is called, a serialised `TensorProto`.
    ///
    /// @throws OnnxException when the file cannot be read or holds something else
    public static TensorValue read(Path file) {
        try {
            return file.toString().endsWith(".npy") ? npy(file) : pb(file);
        } catch (NpyFile.FormatException | InvalidProtocolBufferException | Unusable problem) {
            throw OnnxException.of(
                    file,
                    Code.ONNX_INPUT,
                    problem instanceof InvalidProtocolBufferException ? "is no TensorProto" : problem.getMessage(),
                    "give a TensorProto as input_N.pb, or a row-major little-endian NumPy array as NAME.npy");
        } catch (IOException problem) {
            throw OnnxException.unreadable(file, problem);
        }
    }

    /// A file that holds a tensor of a kind that is not read.
    private static final class Unusable extends Exception {
        private static final long serialVersionUID = 1L;

        Unusable(String problem) {
            super(problem);
        }
    }

    /// A tensor as a NumPy array; nothing where NumPy has no such type: bf16 and texts.
    public static Optional<NpyArray> npy(TensorValue value) {
        return NUMPY.entrySet().stream()
                .filter(known -> known.getValue() == value.type())
                .findFirst()
                .map(known -> new NpyArray(
                        (value.type().bits() == Byte.SIZE ? "|" : "<") + known.getKey(),
                        false,
                        value.dims(),
                        value.bytes()));
    }

    private static TensorValue npy(Path file) throws IOException, Unusable {
        NpyArray array = NpyArray.read(file);
        String descr = array.descr();
        OnnxType type = NUMPY.get(descr.isEmpty() ? "" : descr.substring(1));
        // A single byte has no order: NumPy marks it by a bar.
        if (type == null
                || descr.charAt(0) == '>'
                || array.fortranOrder() && array.shape().size() > 1) {
            throw new Unusable("holds " + array + ", expected row-major little-endian numbers");
        }
        return value(type, array.shape(), array.data());
    }

    private static TensorValue pb(Path file) throws IOException, Unusable {
        TensorProto tensor = TensorProto.parseFrom(Files.readAllBytes(file));
        Optional<OnnxType> type = OnnxType.of(tensor.getDataType());
        if (type.isEmpty() || !Elements.isNumber(type.get()) && type.get() != OnnxType.STRING) {
            throw new Unusable("holds elements of " + OnnxType.text(tensor.getDataType()) + ", expected numbers");
        }
        if (ExternalData.isExternal(tensor) || tensor.hasSegment()) {
            throw new Unusable("has its elements in another place, expected them in the file itself");
        }
        return type.get() == OnnxType.STRING
                ? texts(tensor)
                : value(type.get(), tensor.getDimsList(), TensorElements.bytes(type.get(), tensor));
    }

    private static TensorValue texts(TensorProto tensor) throws Unusable {
        checkCount(OnnxType.STRING, tensor.getDimsList(), tensor.getStringDataCount());
        return TensorValue.texts(
                tensor.getDimsList(),
                tensor.getStringDataList().stream()
                        .map(com.google.protobuf.ByteString::toStringUtf8)
                        .toList());
    }

    private static TensorValue value(OnnxType type, List<Long> dims, ByteBuffer bytes) throws Unusable {
        int size = type.bits() / Byte.SIZE;
        checkCount(type, dims, bytes.capacity() % size == 0 ? bytes.capacity() / size : -1);
        return TensorValue.of(type, dims, bytes);
    }

    private static void checkCount(OnnxType type, List<Long> dims, int count) throws Unusable {
        if (!OnnxType.count(dims).equals(Optional.of((long) count))) {
            String found = count < 0 ? "broken elements" : count + " elements";
            throw new Unusable("of " + TensorValue.shape(type, dims) + " holds " + found);
        }
    }
}
