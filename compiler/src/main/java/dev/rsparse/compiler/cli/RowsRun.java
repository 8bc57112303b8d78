package dev.rsparse.compiler.cli;

import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.project.FileProblems;
import dev.rsparse.compiler.project.ProjectException;
import dev.rsparse.runtime.CompiledModel;
import dev.rsparse.runtime.Inference;
import dev.rsparse.runtime.io.NpyFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Rows of a file through a model that reads numbers.
final class RowsRun {

    private final CompiledModel model;
    private final Console console;

    RowsRun(CompiledModel model, Console console) {
        this.model = model;
        this.console = console;
    }

    /// Prints the class of each row, which is the place of its largest result, and that result.
    ///
    /// @param results where to write all results, float32 `[rows,results]`
    void run(NpyFile.Rows rows, Optional<Path> results, boolean json) {
        Inference inference = model.newInference();
        float[] y = inference.run(rows.data());
        int[] classes = inference.classes(rows.data());
        int made = model.info().vocabulary();
        results.ifPresent(path -> write(path, y, rows.count(), made));
        if (json) {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("policy", model.info().policy());
            object.put("rows", rows.count());
            object.put("classes", classes);
            console.json(object);
            return;
        }
        for (int row = 0; row < classes.length; row++) {
            console.out().printf(Locale.ROOT, "%d  %d  %.4g%n", row, classes[row], y[row * made + classes[row]]);
        }
        console.out().flush();
    }

    /// The rows of a file.
    ///
    /// @param width numbers of a row that the model reads
    static NpyFile.Rows read(Path input, int width) {
        NpyFile.Rows rows;
        try {
            rows = NpyFile.read(input);
        } catch (NpyFile.FormatException problem) {
            throw ProjectException.of(
                    input.toString(), Code.TOKENS, problem.getMessage(), "write it with numpy.save, as float32 [N,n]");
        } catch (IOException problem) {
            throw FileProblems.unreadable(input, problem);
        }
        if (rows.width() != width) {
            throw ProjectException.of(
                    input.toString(),
                    Code.TOKENS,
                    "rows of " + rows.width() + " numbers, and the model reads rows of " + width,
                    "give float32 [N," + width + "]");
        }
        return rows;
    }

    private static void write(Path path, float[] y, int rows, int made) {
        try {
            NpyFile.write(path, y, rows, made);
        } catch (IOException problem) {
            throw FileProblems.unwritable(path, problem);
        }
    }
}
