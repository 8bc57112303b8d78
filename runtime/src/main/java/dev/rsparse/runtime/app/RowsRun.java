package dev.rsparse.runtime.app;

import dev.rsparse.runtime.CompiledModel;
import dev.rsparse.runtime.Inference;
import dev.rsparse.runtime.io.NpyFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// What a model that reads numbers makes of the rows of a file.
///
/// @param policy the policy compiled in
/// @param made numbers that the model makes of a row
/// @param results row-major `[rows,made]`
/// @param classes the place of each row's largest result
public record RowsRun(String policy, int made, float[] results, int[] classes) {

    /// Runs rows through a model.
    public static RowsRun of(CompiledModel model, NpyFile.Rows rows) {
        Inference inference = model.newInference();
        return new RowsRun(
                model.info().policy(),
                model.info().vocabulary(),
                inference.run(rows.data()),
                inference.classes(rows.data()));
    }

    /// The rows of a file.
    ///
    /// @param width numbers of a row that the model reads
    /// @throws InputException when the file is no array of float32, or has rows of another width
    /// @throws IOException when it cannot be read
    public static NpyFile.Rows read(Path input, int width) throws IOException {
        NpyFile.Rows rows;
        try {
            rows = NpyFile.read(input);
        } catch (NpyFile.FormatException problem) {
            throw new InputException(
                    input.toString(), problem.getMessage(), "write it with numpy.save, as float32 [N,n]");
        }
        if (rows.width() != width) {
            throw new InputException(
                    input.toString(),
                    "rows of " + rows.width() + " numbers, and the model reads rows of " + width,
                    "give float32 [N," + width + "]");
        }
        return rows;
    }

    /// Prints the class of each row and the result that made it so.
    public void print(PrintWriter out) {
        for (int row = 0; row < classes.length; row++) {
            out.printf(Locale.ROOT, "%d  %d  %.4g%n", row, classes[row], results[row * made + classes[row]]);
        }
        out.flush();
    }

    /// The classes as one JSON object.
    public Map<String, Object> json() {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("policy", policy);
        object.put("rows", classes.length);
        object.put("classes", classes);
        return object;
    }
}
