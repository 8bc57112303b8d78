package dev.rsparse.compiler.onnx.rewrite;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.rsparse.compiler.onnx.OnnxType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/// Runs models from `x` to `y` in ONNX Runtime.
final class Ort {

    private Ort() {}

    static float[] run(Path model, float[] x, long... dims) {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession.SessionOptions options = options();
                OrtSession session = environment.createSession(model.toString(), options);
                OnnxTensor input = OnnxTensor.createTensor(environment, FloatBuffer.wrap(x), dims);
                OrtSession.Result result = session.run(Map.of("x", input))) {
            FloatBuffer values = ((OnnxTensor) result.get(0)).getFloatBuffer();
            float[] y = new float[values.remaining()];
            values.get(y);
            return y;
        } catch (OrtException problem) {
            throw new AssertionError(model + " does not run", problem);
        }
    }

    /// Else a product behind DequantizeLinear rounds its other operand to 8 bits.
    private static OrtSession.SessionOptions options() throws OrtException {
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        options.addConfigEntry("session.qdq_matmulnbits_accuracy_level", "1");
        return options;
    }

    /// Runs a model on `input_0.pb` … in the folder of a test, and gives its outputs of type f32, by the
    /// number of the output.
    static Map<Integer, float[]> runDataSet(Path model, Path folder) throws IOException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        Map<String, OnnxTensor> inputs = new HashMap<>();
        try (OrtSession.SessionOptions options = options();
                OrtSession session = environment.createSession(model.toString(), options)) {
            int number = 0;
            for (String name : session.getInputNames()) {
                inputs.put(name, tensor(environment, read(folder.resolve("input_" + number++ + ".pb"))));
            }
            try (OrtSession.Result result = session.run(inputs)) {
                Map<Integer, float[]> outputs = new TreeMap<>();
                for (int i = 0; i < result.size(); i++) {
                    OnnxTensor output = (OnnxTensor) result.get(i);
                    if (output.getInfo().type == OnnxJavaType.FLOAT) {
                        outputs.put(i, floats(output.getFloatBuffer()));
                    }
                }
                return outputs;
            }
        } catch (OrtException problem) {
            throw new AssertionError(model + " does not run", problem);
        } finally {
            inputs.values().forEach(OnnxTensor::close);
        }
    }

    /// The numbers of a tensor of type f32 in a file.
    static float[] expected(Path file) throws IOException {
        return floats(read(file)
                .getRawData()
                .asReadOnlyByteBuffer()
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer());
    }

    private static float[] floats(FloatBuffer buffer) {
        float[] values = new float[buffer.remaining()];
        buffer.get(values);
        return values;
    }

    private static TensorProto read(Path file) throws IOException {
        return TensorProto.parseFrom(Files.readAllBytes(file));
    }

    private static OnnxTensor tensor(OrtEnvironment environment, TensorProto tensor) throws OrtException {
        OnnxJavaType type = switch (OnnxType.of(tensor.getDataType()).orElseThrow()) {
            case F32 -> OnnxJavaType.FLOAT;
            case I64 -> OnnxJavaType.INT64;
            case I32 -> OnnxJavaType.INT32;
            case BOOL -> OnnxJavaType.BOOL;
            default -> throw new AssertionError("an input of another type: " + tensor.getDataType());
        };
        long[] dims = tensor.getDimsList().stream().mapToLong(dim -> dim).toArray();
        ByteBuffer bytes = ByteBuffer.allocateDirect(tensor.getRawData().size()).order(ByteOrder.nativeOrder());
        tensor.getRawData().copyTo(bytes);
        return OnnxTensor.createTensor(environment, bytes.flip(), dims, type);
    }
}
