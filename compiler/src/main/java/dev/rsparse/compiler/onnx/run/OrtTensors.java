package dev.rsparse.compiler.onnx.run;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.TensorInfo;
import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.onnx.OnnxException;
import dev.rsparse.compiler.onnx.OnnxType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.LongStream;

/// Tensors ↔ tensors of ONNX Runtime, whose natives all are for little-endian machines.
///
/// @param model which is run, for messages
record OrtTensors(Path model, OrtEnvironment environment) {

    /// A copy outside of the heap, which the caller closes.
    OnnxTensor of(String name, TensorValue value) throws OrtException {
        long[] dims = value.dims().stream().mapToLong(Long::longValue).toArray();
        if (value.type() == OnnxType.STRING) {
            return OnnxTensor.createTensor(environment, value.texts().toArray(String[]::new), dims);
        }
        OnnxJavaType type = javaType(value.type())
                .orElseThrow(() -> unusable("input \"" + name + "\" has elements of "
                        + value.type().text() + ", which ONNX Runtime does not take from Java"));
        ByteBuffer bytes = ByteBuffer.allocateDirect(value.bytes().capacity()).order(ByteOrder.nativeOrder());
        bytes.put(value.bytes().duplicate().rewind()).rewind();
        return OnnxTensor.createTensor(environment, bytes, dims, type);
    }

    private static Optional<OnnxJavaType> javaType(OnnxType type) {
        return switch (type) {
            case F32 -> Optional.of(OnnxJavaType.FLOAT);
            case F64 -> Optional.of(OnnxJavaType.DOUBLE);
            case F16 -> Optional.of(OnnxJavaType.FLOAT16);
            case BF16 -> Optional.of(OnnxJavaType.BFLOAT16);
            case I8 -> Optional.of(OnnxJavaType.INT8);
            case I16 -> Optional.of(OnnxJavaType.INT16);
            case I32 -> Optional.of(OnnxJavaType.INT32);
            case I64 -> Optional.of(OnnxJavaType.INT64);
            case U8 -> Optional.of(OnnxJavaType.UINT8);
            case BOOL -> Optional.of(OnnxJavaType.BOOL);
            default -> Optional.empty();
        };
    }

    /// A copy in the heap.
    TensorValue value(String name, OnnxValue value) throws OrtException {
        if (!(value instanceof OnnxTensor tensor)) {
            String found = value.getType().name().replace("ONNX_TYPE_", "").toLowerCase(Locale.ROOT);
            throw unusable("output \"" + name + "\" is a " + found + ", expected a tensor");
        }
        TensorInfo info = tensor.getInfo();
        List<Long> dims = LongStream.of(info.getShape()).boxed().toList();
        OnnxType type = type(info)
                .orElseThrow(() -> unusable("output \"" + name + "\" has elements of " + info.onnxType
                        + ", which ONNX Runtime does not give to Java"));
        if (type == OnnxType.STRING) {
            List<String> texts = new ArrayList<>();
            collect(tensor.getValue(), texts);
            return TensorValue.texts(dims, texts);
        }
        return TensorValue.of(type, dims, tensor.getByteBuffer());
    }

    private static void collect(Object texts, List<String> into) {
        if (texts instanceof Object[] list) {
            Arrays.stream(list).forEach(each -> collect(each, into));
        } else {
            into.add((String) texts);
        }
    }

    private OnnxException unusable(String problem) {
        return OnnxException.of(
                model, Code.ONNX_RUN, problem, "only models without such inputs and outputs can be run here");
    }

    private static Optional<OnnxType> type(TensorInfo info) {
        return switch (info.onnxType) {
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT -> Optional.of(OnnxType.F32);
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_DOUBLE -> Optional.of(OnnxType.F64);
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT16 -> Optional.of(OnnxType.F16);
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_BFLOAT16 -> Optional.of(OnnxType.BF16);
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT8 -> Optional.of(OnnxType.I8);
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT16 -> Optional.of(OnnxType.I16);
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT32 -> Optional.of(OnnxType.I32);
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64 -> Optional.of(OnnxType.I64);
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT8 -> Optional.of(OnnxType.U8);
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT16 -> Optional.of(OnnxType.U16);
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT32 -> Optional.of(OnnxType.U32);
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT64 -> Optional.of(OnnxType.U64);
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_BOOL -> Optional.of(OnnxType.BOOL);
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING -> Optional.of(OnnxType.STRING);
            default -> Optional.empty();
        };
    }
}
