package dev.rsparse.runtime.op.linear;

import dev.rsparse.runtime.tensor.Tensor;
import java.util.Arrays;
import java.util.stream.IntStream;

/// An equation of Einsum laid over tensors: the labels, result first, each with its extent and the elements that
/// each tensor moves on by along it. Labels are letters; axes that an ellipsis stands for have labels of their own.
final class EinsumEquation {

    /// Labels of axes that an ellipsis stands for, the last axis first.
    private static final int ELLIPSIS = 128;

    private static final int LABELS = ELLIPSIS + 64;

    private final String[] inputs;
    private final String output;
    private final int[] extents = new int[LABELS];
    private int hidden;

    /// Labels in order: those of the result, then those that are summed over.
    int[] order = {};

    /// How many of them the result has.
    int kept;

    /// Extent of each label in order.
    int[] dims = {};

    /// Elements that each tensor moves on by along each label in order.
    int[][] steps = {};

    EinsumEquation(String equation) {
        String plain = equation.replace(" ", "").replace("...", ".");
        int arrow = plain.indexOf("->");
        inputs = (arrow < 0 ? plain : plain.substring(0, arrow)).split(",", -1);
        output = arrow < 0 ? implied(inputs) : plain.substring(arrow + 2);
    }

    /// The result that an equation without one has: what an ellipsis stands for, then labels that come once.
    private static String implied(String[] inputs) {
        String all = String.join("", inputs);
        StringBuilder output = new StringBuilder(all.contains(".") ? "." : "");
        all.chars()
                .filter(label -> label != '.' && all.indexOf(label) == all.lastIndexOf(label))
                .sorted()
                .forEach(label -> output.append((char) label));
        return output.toString();
    }

    /// Lays the equation over tensors.
    void of(Tensor[] tensors) {
        if (tensors.length != inputs.length) {
            throw new IllegalArgumentException("Einsum: " + tensors.length + " inputs, but the equation has "
                    + inputs.length + ": " + String.join(",", inputs));
        }
        Arrays.fill(extents, -1);
        hidden = 0;
        for (int i = 0; i < tensors.length; i++) {
            hidden = Math.max(hidden, tensors[i].rank() - letters(inputs[i]));
        }
        for (int i = 0; i < tensors.length; i++) {
            int[] labels = labels(inputs[i], tensors[i].rank() - letters(inputs[i]), tensors[i]);
            for (int axis = 0; axis < labels.length; axis++) {
                join(labels[axis], tensors[i].dim(axis), tensors);
            }
        }
        setOrder();
        steps = new int[tensors.length][order.length];
        for (int i = 0; i < tensors.length; i++) {
            setSteps(tensors[i], labels(inputs[i], tensors[i].rank() - letters(inputs[i]), tensors[i]), steps[i]);
        }
    }

    private static int letters(String term) {
        return term.length() - (term.contains(".") ? 1 : 0);
    }

    /// The label of each axis of a term whose ellipsis stands for `more` axes.
    private static int[] labels(String term, int more, Object tensor) {
        if (more < 0 || more > 0 && !term.contains(".")) {
            throw new IllegalArgumentException("Einsum: " + tensor + " does not fit '" + term + "'");
        }
        return term.chars()
                .flatMap(label ->
                        label == '.' ? IntStream.range(0, more).map(i -> ELLIPSIS + more - 1 - i) : IntStream.of(label))
                .toArray();
    }

    private void join(int label, int extent, Tensor[] tensors) {
        int known = extents[label];
        if (known >= 0 && known != extent && known != 1 && extent != 1) {
            throw new IllegalArgumentException("Einsum: " + Arrays.toString(tensors) + " do not go together in "
                    + String.join(",", inputs) + "->" + output);
        }
        extents[label] = known < 0 || known == 1 ? extent : known;
    }

    private void setOrder() {
        int[] result = labels(output, output.contains(".") ? hidden : 0, "the result");
        kept = result.length;
        order = IntStream.concat(
                        Arrays.stream(result),
                        IntStream.range(0, LABELS)
                                .filter(label -> extents[label] >= 0
                                        && Arrays.stream(result).noneMatch(it -> it == label)))
                .toArray();
        dims = new int[order.length];
        for (int i = 0; i < order.length; i++) {
            dims[i] = extents[order[i]];
            if (dims[i] < 0) {
                throw new IllegalArgumentException("Einsum: no input has a label of the result " + output);
            }
        }
    }

    private void setSteps(Tensor tensor, int[] labels, int[] to) {
        int step = 1;
        for (int axis = labels.length - 1; axis >= 0; axis--) {
            for (int i = 0; i < order.length; i++) {
                // A label that comes twice moves along the diagonal.
                to[i] += order[i] == labels[axis] && tensor.dim(axis) > 1 ? step : 0;
            }
            step *= tensor.dim(axis);
        }
    }
}
