package dev.rsparse.compiler.weights;

import dev.rsparse.compiler.ir.DType;
import dev.rsparse.compiler.ir.TensorType;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/// Weights, and beside them how large each output of some linears is over a text: a vector for each such linear,
/// under a name of its own.
public final class RowScales implements WeightSource {

    private final WeightSource weights;
    private final Map<String, float[]> scales = new TreeMap<>();

    /// @param bySite root mean square of each output, by the path of the linear's weight
    public RowScales(WeightSource weights, Map<String, float[]> bySite) {
        this.weights = weights;
        bySite.forEach((site, scale) -> scales.put(name(site), scale));
    }

    /// What the vector of the linear with weight `site` is called; no checkpoint's tensor has a name like it.
    public static String name(String site) {
        return site + " row scales";
    }

    @Override
    public Optional<TensorType> find(String name) {
        float[] scale = scales.get(name);
        return scale == null ? weights.find(name) : Optional.of(TensorType.of(DType.F32, scale.length));
    }

    @Override
    public void read(String tensor, long from, float[] into, int offset, int count) {
        float[] scale = scales.get(tensor);
        if (scale == null) {
            weights.read(tensor, from, into, offset, count);
            return;
        }
        Objects.checkFromIndexSize(from, count, (long) scale.length);
        System.arraycopy(scale, (int) from, into, offset, count);
    }

    @Override
    public void read(String tensor, long from, Pieces pieces, float[] into) {
        if (scales.containsKey(tensor)) {
            WeightSource.super.read(tensor, from, pieces, into);
        } else {
            weights.read(tensor, from, pieces, into);
        }
    }

    @Override
    public boolean isReadInAnyOrder() {
        return weights.isReadInAnyOrder();
    }
}
