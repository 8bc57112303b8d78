package dev.rsparse.compiler.onnx.run;

import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.onnx.OnnxException;
import dev.rsparse.compiler.onnx.OnnxFile;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// How far the outputs of a rewritten model are from those of its original, on the same samples.
///
/// @param outputs one for each output that both give, in the order of the model
/// @param samples how many were run
/// @param origin where they came from, in plain words
public record OnnxComparison(List<Difference> outputs, int samples, String origin) {

    /// The worst elements of one output.
    ///
    /// @param absolute greatest `|a - b|`
    /// @param relative greatest `|a - b| / max(1, |b|)`, with `b` of the original
    /// @param mismatches elements that are a finite number in one model alone, other infinities, or other texts;
    ///     they count for nothing else
    public record Difference(String output, double absolute, double relative, long mismatches) {

        private Difference worse(Difference other) {
            return new Difference(
                    output,
                    Math.max(absolute, other.absolute),
                    Math.max(relative, other.relative),
                    mismatches + other.mismatches);
        }
    }

    public OnnxComparison {
        outputs = List.copyOf(outputs);
    }

    /// Runs both models.
    ///
    /// @param threads of ONNX Runtime
    /// @param progress told after each sample
    /// @throws OnnxException when a model cannot be run, or the outputs differ in number, type or shape
    public static OnnxComparison run(
            OnnxFile original, Path rewritten, Samples samples, int threads, RunProgress progress) {
        Map<String, Difference> worst = new LinkedHashMap<>();
        try (OnnxSession left = OnnxSession.open(original.path(), threads);
                OnnxSession right = OnnxSession.open(rewritten, threads)) {
            for (int i = 0; i < samples.count(); i++) {
                Map<String, TensorValue> inputs = samples.get(i);
                Map<String, TensorValue> expected = left.run(inputs);
                Map<String, TensorValue> found = right.run(inputs);
                expected.forEach((name, value) ->
                        worst.merge(name, compare(rewritten, name, value, found.get(name)), Difference::worse));
                progress.done(i + 1, samples.count());
            }
        }
        return new OnnxComparison(List.copyOf(worst.values()), samples.count(), samples.origin());
    }

    private static Difference compare(Path rewritten, String name, TensorValue expected, TensorValue found) {
        if (found == null || found.type() != expected.type() || !found.dims().equals(expected.dims())) {
            throw OnnxException.of(
                    rewritten,
                    Code.ONNX_CHECK,
                    "output \"" + name + "\" is " + (found == null ? "missing" : found.shape()) + ", expected "
                            + expected.shape(),
                    "rewrite the model again, and report this when it stays so");
        }
        return difference(name, expected, found);
    }

    /// The worst elements of two tensors of one type and shape.
    static Difference difference(String name, TensorValue expected, TensorValue found) {
        double absolute = 0;
        double relative = 0;
        long mismatches = 0;
        for (int i = 0; i < expected.count(); i++) {
            if (!Elements.isNumber(expected.type())) {
                mismatches += expected.texts().get(i).equals(found.texts().get(i)) ? 0 : 1;
                continue;
            }
            double b = Elements.number(expected.type(), expected.bytes(), i);
            double a = Elements.number(found.type(), found.bytes(), i);
            if (Double.isFinite(a) && Double.isFinite(b)) {
                absolute = Math.max(absolute, Math.abs(a - b));
                relative = Math.max(relative, Math.abs(a - b) / Math.max(1, Math.abs(b)));
            } else {
                mismatches += Double.compare(a, b) == 0 ? 0 : 1;
            }
        }
        return new Difference(name, absolute, relative, mismatches);
    }

    /// The worst over all outputs.
    public Difference overall() {
        return outputs.stream().reduce(new Difference("all", 0, 0, 0), Difference::worse);
    }

    /// Whether no element differs by more than `tolerance`, relative as above, and none is a number in one model
    /// alone.
    public boolean isWithin(double tolerance) {
        return overall().mismatches() == 0 && overall().relative() <= tolerance;
    }
}
