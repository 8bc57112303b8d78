package dev.rsparse.compiler.onnx.out;

import dev.rsparse.compiler.ir.DType;
import dev.rsparse.compiler.ir.Dim;
import dev.rsparse.compiler.ir.TensorType;
import dev.rsparse.compiler.ir.Weight;
import dev.rsparse.compiler.onnx.OnnxType;
import dev.rsparse.compiler.weights.WeightSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The weights that nodes read, each once and under the checkpoint's name. Matrices may be stored in fewer bits;
/// they are cast before anything reads them.
final class Initializers {

    private final Draft draft;
    private final WeightSource weights;
    private final DType stored;
    private final List<Initializer> all = new ArrayList<>();
    private final Map<String, String> known = new HashMap<>();

    /// @param stored the type of matrices and kernels
    Initializers(Draft draft, WeightSource weights, DType stored) {
        this.draft = draft;
        this.weights = weights;
        this.stored = stored;
    }

    /// A value with a weight as `f32`.
    String value(Weight weight) {
        TensorType type = weights.find(weight.tensor()).orElse(weight.type());
        return value(
                weight.tensor(),
                extents(type),
                (from, into, count) -> weights.read(weight.tensor(), from, into, 0, count));
    }

    /// The same with a number added to each element of a vector.
    String value(Weight weight, float offset) {
        if (offset == 0) {
            return value(weight);
        }
        return value(weight.tensor() + " + " + offset, extents(weight.type()), (from, into, count) -> {
            weights.read(weight.tensor(), from, into, 0, count);
            for (int i = 0; i < count; i++) {
                into[i] += offset;
            }
        });
    }

    /// A value with numbers of another kind.
    ///
    /// @param name what it is called, and tells it from others
    String value(String name, Initializer.Elements elements, long... dims) {
        return value(name, Arrays.stream(dims).boxed().toList(), elements);
    }

    private String value(String name, List<Long> dims, Initializer.Elements elements) {
        String found = known.get(name);
        if (found != null) {
            return found;
        }
        DType type = dims.size() < 2 ? DType.F32 : stored;
        String own = draft.name(name);
        all.add(new Initializer(own, type, dims, elements));
        String value = type == DType.F32
                ? own
                : draft.node(own + "/f32", "Cast", List.of(own), Attributes.integer("to", OnnxType.F32.number()));
        known.put(name, value);
        return value;
    }

    private static List<Long> extents(TensorType type) {
        return type.shape().stream().map(dim -> ((Dim.Fixed) dim).size()).toList();
    }

    List<Initializer> all() {
        return List.copyOf(all);
    }
}
