package dev.rsparse.compiler.onnx.run;

import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.onnx.OnnxException;
import dev.rsparse.compiler.onnx.OnnxFile;
import dev.rsparse.compiler.onnx.OnnxType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Declared shapes → shapes with numbers. Axes of one name are equally long, and a name that is a sum of others, as
/// exporters call an axis of a mask over past and present tokens, is as long as both.
final class RandomShapes {

    /// Long enough that a few samples show what activations look like, short enough for any table of positions.
    private static final long LENGTH = 16;

    private final Map<String, Long> known = new HashMap<>();

    private RandomShapes() {}

    /// A shape for each input, by name.
    ///
    /// @throws OnnxException when an input does not say how many axes it has
    static Map<String, List<Long>> of(OnnxFile file, List<ModelInput> inputs) {
        for (ModelInput input : inputs) {
            if (input.extents().isEmpty()) {
                throw OnnxException.of(
                        file.path(),
                        Code.ONNX_INPUT,
                        "input \"" + input.name() + "\" says of no axis that it has, so random inputs cannot be made",
                        "give inputs with --inputs");
            }
        }
        RandomShapes shapes = new RandomShapes();
        inputs.forEach(shapes::nameBatch);
        Map<String, List<Long>> found = new HashMap<>();
        for (ModelInput input : inputs) {
            List<Long> dims = shapes.shape(input);
            if (OnnxType.count(dims).orElse(Long.MAX_VALUE) > Integer.MAX_VALUE / Long.BYTES) {
                throw OnnxException.of(
                        file.path(),
                        Code.ONNX_INPUT,
                        "input \"" + input.name() + "\" of " + input.shape() + " is too large to be made up",
                        "give inputs with --inputs");
            }
            found.put(input.name(), dims);
        }
        return found;
    }

    /// The first axis counts sequences where another one counts tokens: one of them, since exporters often fix it
    /// so.
    private void nameBatch(ModelInput input) {
        List<String> names = names(input);
        boolean first = names.size() > 1 && input.extents().orElseThrow().getFirst() instanceof ModelInput.Symbolic;
        for (String name : names) {
            boolean isBatch = name.toLowerCase(Locale.ROOT).contains("batch") || first && name.equals(names.getFirst());
            if (isBatch && !name.isEmpty()) {
                known.put(name, 1L);
            }
        }
    }

    private static List<String> names(ModelInput input) {
        List<String> names = new ArrayList<>();
        for (ModelInput.Extent extent : input.extents().orElseThrow()) {
            if (extent instanceof ModelInput.Symbolic(String name)) {
                names.add(name);
            }
        }
        return names;
    }

    private List<Long> shape(ModelInput input) {
        List<ModelInput.Extent> extents = input.extents().orElseThrow();
        boolean several = names(input).size() > 1;
        List<Long> dims = new ArrayList<>();
        for (ModelInput.Extent extent : extents) {
            dims.add(
                    switch (extent) {
                        case ModelInput.Fixed(long size) -> size;
                        case ModelInput.Symbolic(String name) ->
                            name.isEmpty() ? (several && dims.isEmpty() ? 1 : LENGTH) : size(name);
                    });
        }
        return dims;
    }

    private long size(String name) {
        if (!name.contains("+")) {
            return known.getOrDefault(name, LENGTH);
        }
        long sum = 0;
        for (String part : name.split("\\+", -1)) {
            String term = part.strip();
            sum += term.matches("\\d{1,9}") ? Long.parseLong(term) : known.getOrDefault(term, LENGTH);
        }
        return sum;
    }
}
