package dev.rsparse.compiler.onnx.lift;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Layers that are alike: operations `start`, `start + 1`, … of which `count` times `period` do the same with
/// weights of their own.
///
/// @param carried places in a layer whose values the next layer reads; before the first layer they are `period`
///     back
record Repetition(int start, int period, int count, List<Integer> carried) {

    Repetition {
        carried = List.copyOf(carried);
    }

    /// Just behind the last layer.
    int end() {
        return start + period * count;
    }

    boolean contains(int operation) {
        return operation >= start && operation < end();
    }

    /// The layers that most operations are in; nothing where no two are alike.
    ///
    /// @param results operations whose values are results of the model
    static Optional<Repetition> of(List<LayerOperation> operations, Set<Integer> results) {
        List<String> alike = new ArrayList<>();
        for (int i = 0; i < operations.size(); i++) {
            alike.add(signature(operations.get(i), i));
        }
        Optional<Repetition> best = Optional.empty();
        for (int period = 1; period <= operations.size() / 2; period++) {
            int from = 0;
            for (int i = 0; i + period <= operations.size(); i++) {
                boolean same = i + period < operations.size() && alike.get(i).equals(alike.get(i + period));
                if (!same) {
                    int length = i - from + period;
                    // Where something in the middle of some layers is read elsewhere, fewer may do.
                    for (int count = length / period; count > 1 && count * period > covered(best); count--) {
                        Optional<Repetition> found = of(operations, results, from, length, period, count);
                        best = found.isPresent() ? found : best;
                    }
                    from = i + 1;
                }
            }
        }
        return best;
    }

    private static int covered(Optional<Repetition> repetition) {
        return repetition.map(found -> found.period * found.count).orElse(0);
    }

    /// What an operation does, whichever weights and settings of its own it has, with what it reads told by how far
    /// back it is.
    private static String signature(LayerOperation operation, int place) {
        StringBuilder text = new StringBuilder(operation.name())
                .append(operation.settings().stream()
                        .map(LayerSettings::signature)
                        .toList());
        for (Operand operand : operation.operands()) {
            text.append(
                    switch (operand) {
                        case Operand.Given _ -> " given";
                        case Operand.Made(int made) -> " -" + (place - made);
                        case Operand.Stored stored -> " " + stored.shape() + stored.transposed() + stored.from();
                    });
        }
        return text.toString();
    }

    /// So many layers among `length` operations that repeat by `period`, begun where the least is carried on.
    private static Optional<Repetition> of(
            List<LayerOperation> operations, Set<Integer> results, int from, int length, int period, int count) {
        Optional<Repetition> best = Optional.empty();
        for (int start = from; start + count * period <= from + length; start++) {
            Repetition here = new Repetition(start, period, count, carried(operations, start, period));
            boolean better =
                    best.isEmpty() || here.carried.size() < best.get().carried.size();
            if (better && here.isSound(operations, results)) {
                best = Optional.of(here);
            }
        }
        return best;
    }

    private static List<Integer> carried(List<LayerOperation> operations, int start, int period) {
        Set<Integer> places = new TreeSet<>();
        for (int i = start + period; i < start + 2 * period; i++) {
            for (int made : operations.get(i).made()) {
                if (made < start + period) {
                    places.add(made - start);
                }
            }
        }
        return List.copyOf(places);
    }

    /// Whether names can say it: a layer reads of the one before only what is carried on, and does not read that
    /// any more once it is made anew; what stands behind the layers reads of them only what is carried on.
    private boolean isSound(List<LayerOperation> operations, Set<Integer> results) {
        for (int place : carried) {
            if (place < 0 || start + place - period < 0) {
                return false;
            }
        }
        for (int i = start + period; i < start + 2 * period; i++) {
            for (int made : operations.get(i).made()) {
                if (made < start + period && i - period - start > made - start) {
                    return false;
                }
            }
        }
        return hasWeights(operations) && isLeftByWhatIsCarried(operations, results) && weightsAreOwn(operations);
    }

    /// Layers are called after what their weights are bound to.
    private boolean hasWeights(List<LayerOperation> operations) {
        return operations.subList(start, start + period).stream()
                .anyMatch(operation -> !operation.stored().isEmpty());
    }

    private static List<Operand.Stored> matrices(LayerOperation operation) {
        return operation.stored().stream()
                .filter(stored -> stored.shape().size() > 1)
                .toList();
    }

    private boolean isLeftByWhatIsCarried(List<LayerOperation> operations, Set<Integer> results) {
        Set<Integer> read = new HashSet<>(results);
        operations.subList(end(), operations.size()).forEach(operation -> read.addAll(operation.made()));
        return read.stream()
                .filter(this::contains)
                .allMatch(made -> made >= end() - period && carried.contains((made - start) % period));
    }

    /// Whether no two layers read one matrix, and no layer one of outside. Vectors are often one tensor where they
    /// hold the same numbers, such as biases of zeros.
    private boolean weightsAreOwn(List<LayerOperation> operations) {
        Set<Operand> seen = new HashSet<>();
        for (int i = 0; i < operations.size(); i++) {
            if (!contains(i)) {
                seen.addAll(matrices(operations.get(i)));
            }
        }
        for (int layer = 0; layer < count; layer++) {
            Set<Operand> own = new HashSet<>();
            operations
                    .subList(start + layer * period, start + (layer + 1) * period)
                    .forEach(operation -> own.addAll(matrices(operation)));
            if (own.stream().anyMatch(seen::contains)) {
                return false;
            }
            seen.addAll(own);
        }
        return true;
    }
}
