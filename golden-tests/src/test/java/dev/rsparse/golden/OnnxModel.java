package dev.rsparse.golden;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/// A model in ONNX Runtime, which reads one input.
record OnnxModel(OrtSession session) implements AutoCloseable {

    static OnnxModel load(Path file) {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(2);
            return new OnnxModel(OrtEnvironment.getEnvironment().createSession(file.toString(), options));
        } catch (OrtException problem) {
            throw new AssertionError(problem);
        }
    }

    /// What it makes of sequences of one length, one row of ids each.
    float[] tokens(int sequences, int[] ids) {
        long[] shape = {sequences, ids.length / sequences};
        LongBuffer numbers = LongBuffer.wrap(Arrays.stream(ids).asLongStream().toArray());
        try (OnnxTensor input = OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), numbers, shape)) {
            return run(input);
        } catch (OrtException problem) {
            throw new AssertionError(problem);
        }
    }

    /// What it makes of numbers.
    float[] numbers(float[] numbers, long... shape) {
        try (OnnxTensor input =
                OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), FloatBuffer.wrap(numbers), shape)) {
            return run(input);
        } catch (OrtException problem) {
            throw new AssertionError(problem);
        }
    }

    private float[] run(OnnxTensor input) throws OrtException {
        String name = session.getInputNames().iterator().next();
        try (OrtSession.Result result = session.run(Map.of(name, input))) {
            FloatBuffer made = ((OnnxTensor) result.get(0)).getFloatBuffer();
            float[] numbers = new float[made.remaining()];
            made.get(numbers);
            return numbers;
        }
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException problem) {
            throw new AssertionError(problem);
        }
    }
}
