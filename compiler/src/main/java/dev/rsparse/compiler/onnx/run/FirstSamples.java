package dev.rsparse.compiler.onnx.run;

import java.util.Map;

/// The first of some samples.
record FirstSamples(Samples all, int count) implements Samples {

    @Override
    public Map<String, TensorValue> get(int index) {
        return all.get(index);
    }

    @Override
    public boolean isRandom() {
        return all.isRandom();
    }

    @Override
    public boolean isGiven() {
        return all.isGiven();
    }

    @Override
    public String origin() {
        return all.origin();
    }
}
