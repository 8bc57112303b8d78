package dev.rsparse.compiler.onnx.run;

import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.onnx.OnnxException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Whether tensors are what a model's inputs declare: told before the model runs, and by name.
final class SampleCheck {

    /// Where a sample came from, for messages.
    private final Path place;
    /// Extents that earlier inputs of the sample gave to a name, and which input that was.
    private final Map<String, Bound> bound = new HashMap<>();

    private record Bound(long size, String input) {}

    private SampleCheck(Path place) {
        this.place = place;
    }

    /// The sample with each tensor in the type that its input declares.
    ///
    /// @throws OnnxException naming the first input that is missing or is another tensor than declared
    static Map<String, TensorValue> check(List<ModelInput> inputs, Map<String, TensorValue> sample, Path place) {
        SampleCheck check = new SampleCheck(place);
        Map<String, TensorValue> checked = new HashMap<>();
        for (ModelInput input : inputs) {
            TensorValue found = sample.get(input.name());
            if (found != null) {
                checked.put(input.name(), check.converted(input, found));
            } else if (input.isRequired()) {
                throw check.refused(input, "is missing");
            }
        }
        return checked;
    }

    private TensorValue converted(ModelInput input, TensorValue found) {
        input.extents().ifPresent(extents -> checkShape(input, extents, found));
        Optional<TensorValue> converted = Conversion.exact(found, input.type());
        return converted.orElseThrow(() -> refused(
                input,
                "is " + found.shape() + ", and not all its elements are in "
                        + input.type().text()));
    }

    private void checkShape(ModelInput input, List<ModelInput.Extent> extents, TensorValue found) {
        boolean fits = extents.size() == found.dims().size();
        for (int axis = 0; fits && axis < extents.size(); axis++) {
            long size = found.dims().get(axis);
            switch (extents.get(axis)) {
                case ModelInput.Fixed(long expected) -> fits = size == expected;
                case ModelInput.Symbolic(String name) -> checkBound(input, name, size, found);
            }
        }
        if (!fits) {
            throw refused(input, "is " + found.shape());
        }
    }

    private void checkBound(ModelInput input, String name, long size, TensorValue found) {
        Bound before = name.isEmpty() ? null : bound.putIfAbsent(name, new Bound(size, input.name()));
        if (before != null && before.size() != size) {
            throw refused(
                    input,
                    "is " + found.shape() + ", and input \"" + before.input() + "\" has " + before.size() + " for "
                            + name);
        }
    }

    private OnnxException refused(ModelInput input, String problem) {
        return OnnxException.of(
                place,
                Code.ONNX_INPUT,
                "input \"" + input.name() + "\" " + problem + "; expected " + input.shape(),
                "give every input of the model, in the type and shape that it declares");
    }
}
