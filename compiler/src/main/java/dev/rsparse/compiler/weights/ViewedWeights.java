package dev.rsparse.compiler.weights;

import dev.rsparse.compiler.ir.DType;
import dev.rsparse.compiler.ir.TensorType;
import java.lang.ref.SoftReference;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The tensors of a source, and views of them by their own names. Safe for use by many threads.
public final class ViewedWeights implements WeightSource {

    private final WeightSource source;
    private final Map<String, TensorView> views;
    /// Tensors that are turned over whole, by name: a row of one is spread over all of its rows in the source.
    private final Map<String, SoftReference<float[]>> turned = new ConcurrentHashMap<>();

    private ViewedWeights(WeightSource source, Map<String, TensorView> views) {
        this.source = source;
        this.views = Map.copyOf(views);
    }

    /// @param views by [TensorView#name]
    public static WeightSource of(WeightSource source, Map<String, TensorView> views) {
        return views.isEmpty() ? source : new ViewedWeights(source, views);
    }

    @Override
    public Optional<TensorType> find(String name) {
        TensorView view = views.get(name);
        return view == null ? source.find(name) : source.find(view.tensor()).flatMap(view::type);
    }

    @Override
    public void read(String name, long from, float[] into, int offset, int count) {
        TensorView view = views.get(name);
        if (view == null) {
            source.read(name, from, into, offset, count);
            return;
        }
        TensorType type = find(name).orElseThrow();
        long width = width(type);
        Objects.checkFromIndexSize(from, count, type.size(0) * width);
        long first = start(view, width) + from;
        if (view.transposed()) {
            System.arraycopy(turned(view.tensor()), Math.toIntExact(first), into, offset, count);
        } else {
            source.read(view.tensor(), first, into, offset, count);
        }
        for (DType cast : view.casts()) {
            for (int i = offset; i < offset + count; i++) {
                into[i] = cast.nearest(into[i]);
            }
        }
    }

    @Override
    public void read(String name, long from, Pieces pieces, float[] into) {
        TensorView view = views.get(name);
        if (view == null) {
            source.read(name, from, pieces, into);
        } else if (view.transposed() || !view.casts().isEmpty()) {
            WeightSource.super.read(name, from, pieces, into);
        } else {
            TensorType type = find(name).orElseThrow();
            long length = pieces.count() == 0 ? 0 : (pieces.count() - 1) * pieces.step() + pieces.length();
            Objects.checkFromIndexSize(from, length, type.size(0) * width(type));
            source.read(view.tensor(), start(view, width(type)) + from, pieces, into);
        }
    }

    private static long width(TensorType type) {
        return type.rank() == 1 ? 1 : type.size(1);
    }

    /// Where the view begins in what it is a view of.
    private static long start(TensorView view, long width) {
        return view.rows().map(TensorView.Rows::from).orElse(0L) * width;
    }

    @Override
    public boolean isReadInAnyOrder() {
        return source.isReadInAnyOrder();
    }

    private float[] turned(String tensor) {
        float[] known =
                Optional.ofNullable(turned.get(tensor)).map(SoftReference::get).orElse(null);
        if (known != null) {
            return known;
        }
        TensorType type = source.find(tensor).orElseThrow();
        int rows = type.size(0);
        int cols = type.size(1);
        float[] out = new float[Math.multiplyExact(rows, cols)];
        float[] row = new float[cols];
        for (int i = 0; i < rows; i++) {
            source.read(tensor, (long) i * cols, row, 0, cols);
            for (int j = 0; j < cols; j++) {
                out[j * rows + i] = row[j];
            }
        }
        turned.put(tensor, new SoftReference<>(out));
        return out;
    }
}
