package dev.rsparse.compiler.onnx.run;

import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.onnx.OnnxException;
import dev.rsparse.compiler.onnx.OnnxFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Samples in a folder, in one of three layouts:
///
/// - folders in it, each a sample: `DIR/0/ids.npy`, `DIR/test_data_set_0/input_0.pb`
/// - files for the inputs of one sample: `DIR/ids.npy`, `DIR/mask.npy`, or `DIR/input_0.pb`, `DIR/input_1.pb`
/// - for a model of one input, each `.npy` a sample: `DIR/0.npy`, `DIR/1.npy`
///
/// Samples are in the order of their names, numbers in them by size. A character of an input's name that file names
/// cannot have stands as `_`.
public final class FolderSamples implements Samples {

    private static final Pattern NUMBERED = Pattern.compile("input_(\\d{1,9})\\.pb");
    private static final Pattern DIGITS = Pattern.compile("\\d+");
    private static final int WIDTH = 20;
    private static final String NPY = ".npy";
    private static final String TEST_DATA = "test_data_set_";

    private final Path folder;
    private final List<ModelInput> inputs;
    /// Of each sample its folder, or its one file.
    private final List<Path> places;

    private final boolean isGiven;

    private FolderSamples(Path folder, List<ModelInput> inputs, List<Path> places, boolean isGiven) {
        this.folder = folder;
        this.inputs = inputs;
        this.places = places;
        this.isGiven = isGiven;
    }

    /// @throws OnnxException when the folder cannot be read or holds no sample
    public static FolderSamples of(OnnxFile file, Path folder) {
        List<ModelInput> inputs = ModelInput.of(file);
        List<Path> folders = list(folder, FolderSamples::holdsInputs);
        if (!folders.isEmpty()) {
            return new FolderSamples(folder, inputs, folders, true);
        }
        List<Path> arrays = list(folder, path -> path.toString().endsWith(NPY));
        if (inputs.size() == 1 && !arrays.isEmpty()) {
            return new FolderSamples(folder, inputs, arrays, true);
        }
        if (!holdsInputs(folder)) {
            throw OnnxException.of(
                    folder,
                    Code.ONNX_INPUT,
                    "holds no inputs",
                    "put NAME.npy or input_N.pb for each input into it, or into a folder in it for each sample");
        }
        return new FolderSamples(folder, inputs, List.of(folder), true);
    }

    /// Those of the folders `test_data_set_*` beside a model, where there are any.
    static Optional<Samples> testData(OnnxFile file) {
        Path folder = file.path().toAbsolutePath().getParent();
        List<Path> places = list(folder, FolderSamples::isTestData);
        return places.isEmpty()
                ? Optional.empty()
                : Optional.of(new FolderSamples(folder.resolve(TEST_DATA + "*"), ModelInput.of(file), places, false));
    }

    private static boolean isTestData(Path path) {
        return path.getFileName().toString().startsWith(TEST_DATA) && holdsInputs(path);
    }

    private static boolean holdsInputs(Path path) {
        return Files.isDirectory(path)
                && !list(
                                path,
                                file -> file.toString().endsWith(NPY)
                                        || NUMBERED.matcher(file.getFileName().toString())
                                                .matches())
                        .isEmpty();
    }

    private static List<Path> list(Path folder, Predicate<Path> wanted) {
        try (Stream<Path> paths = Files.list(folder)) {
            return paths.filter(wanted)
                    .sorted(Comparator.comparing(path -> key(path.getFileName().toString())))
                    .toList();
        } catch (IOException problem) {
            throw OnnxException.unreadable(folder, problem);
        }
    }

    /// Sorts `sample_2` before `sample_10`.
    private static String key(String name) {
        return DIGITS.matcher(name)
                .replaceAll(number ->
                        "0".repeat(Math.max(0, WIDTH - number.group().length())) + number.group());
    }

    @Override
    public int count() {
        return places.size();
    }

    @Override
    public Map<String, TensorValue> get(int index) {
        Path place = places.get(index);
        Map<String, TensorValue> sample = new HashMap<>();
        if (Files.isDirectory(place)) {
            for (Path file : list(place, path -> isInput(path.getFileName().toString()))) {
                sample.put(input(file), TensorFiles.read(file));
            }
        } else {
            sample.put(inputs.getFirst().name(), TensorFiles.read(place));
        }
        return SampleCheck.check(inputs, sample, place);
    }

    private static boolean isInput(String name) {
        return name.endsWith(NPY) || NUMBERED.matcher(name).matches();
    }

    /// The input that a file is for.
    private String input(Path file) {
        String name = file.getFileName().toString();
        Matcher numbered = NUMBERED.matcher(name);
        if (numbered.matches()) {
            int number = Integer.parseInt(numbered.group(1));
            if (number < inputs.size()) {
                return inputs.get(number).name();
            }
        } else {
            String stem = name.substring(0, name.length() - NPY.length());
            for (ModelInput input : inputs) {
                if (fileName(input.name()).equals(stem) || input.name().equals(stem)) {
                    return input.name();
                }
            }
        }
        List<String> names =
                inputs.stream().map(input -> '"' + input.name() + '"').toList();
        throw OnnxException.of(
                file,
                Code.ONNX_INPUT,
                "is for no input of the model, which reads " + String.join(", ", names),
                "name it after its input, or input_N.pb with N counted from 0");
    }

    /// The name of an input or output with `_` for each character that file names cannot have.
    public static String fileName(String name) {
        return name.replaceAll("[/\\\\:*?\"<>|\\p{Cntrl}]", "_");
    }

    /// The folder of a sample, or its one file.
    public Path place(int index) {
        return places.get(index);
    }

    /// What a sample is called: its folder's name, or that of its file without the ending.
    public String name(int index) {
        String name = place(index).toAbsolutePath().normalize().getFileName().toString();
        return Files.isDirectory(place(index)) ? name : name.substring(0, name.length() - NPY.length());
    }

    /// Whether a sample is all in `.pb` files, as ONNX's own tests are.
    public boolean isPb(int index) {
        Path place = place(index);
        return Files.isDirectory(place)
                && list(place, path -> path.toString().endsWith(NPY)).isEmpty();
    }

    @Override
    public boolean isRandom() {
        return false;
    }

    @Override
    public boolean isGiven() {
        return isGiven;
    }

    @Override
    public String origin() {
        return folder.toString();
    }
}
