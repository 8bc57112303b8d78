package dev.rsparse.compiler.onnx.run;

import dev.rsparse.compiler.onnx.OnnxFile;
import dev.rsparse.compiler.onnx.OnnxType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;

/// Samples that are made up: floats of the standard normal distribution, whole numbers below the number of rows of
/// the table they index, ones where they index none and for bool: such inputs are masks.
final class RandomSamples implements Samples {

    private static final long SEED = 0x5eed;

    private final List<ModelInput> inputs;
    private final Map<String, List<Long>> shapes;
    /// For whole numbers that index a table: how many rows it has.
    private final Map<String, Long> rows = new HashMap<>();
    private final int count;

    /// @param count how many samples to make
    RandomSamples(OnnxFile file, int count) {
        this.inputs =
                ModelInput.of(file).stream().filter(ModelInput::isRequired).toList();
        this.shapes = RandomShapes.of(file, inputs);
        this.count = count;
        for (ModelInput input : inputs) {
            OptionalLong bound = TableBounds.rows(file.model(), input.name());
            bound.ifPresent(found -> rows.put(input.name(), found));
        }
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public Map<String, TensorValue> get(int index) {
        // Seeds that differ by little give streams that begin alike.
        Random random = new Random(new Random(SEED + index).nextLong());
        Map<String, TensorValue> sample = new HashMap<>();
        for (ModelInput input : inputs) {
            sample.put(input.name(), value(input, shapes.get(input.name()), random));
        }
        return sample;
    }

    private TensorValue value(ModelInput input, List<Long> dims, Random random) {
        OnnxType type = input.type();
        int size = Math.toIntExact(OnnxType.count(dims).orElseThrow());
        if (type == OnnxType.STRING) {
            return TensorValue.texts(dims, Collections.nCopies(size, ""));
        }
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(size, type.bits() / Byte.SIZE))
                .order(ByteOrder.LITTLE_ENDIAN);
        long bound = rows.getOrDefault(input.name(), 0L);
        for (int i = 0; i < size; i++) {
            if (!Elements.isInteger(type)) {
                Elements.put(type, bytes, i, random.nextGaussian());
            } else {
                Elements.put(type, bytes, i, bound > 0 && type != OnnxType.BOOL ? random.nextLong(bound) : 1L);
            }
        }
        return TensorValue.of(type, dims, bytes);
    }

    @Override
    public boolean isRandom() {
        return true;
    }

    @Override
    public boolean isGiven() {
        return false;
    }

    @Override
    public String origin() {
        return "random inputs";
    }
}
