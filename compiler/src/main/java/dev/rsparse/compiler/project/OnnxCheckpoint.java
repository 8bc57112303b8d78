package dev.rsparse.compiler.project;

import dev.rsparse.compiler.check.CheckpointException;
import dev.rsparse.compiler.check.ImportSource;
import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.diag.Diagnostic;
import dev.rsparse.compiler.onnx.OnnxException;
import dev.rsparse.compiler.onnx.OnnxFile;
import dev.rsparse.compiler.onnx.lift.LiftedModel;
import dev.rsparse.compiler.onnx.lift.ModelLifter;
import dev.rsparse.compiler.weights.HeldWeights;
import dev.rsparse.compiler.weights.ModelConfig;
import dev.rsparse.compiler.weights.StoredWeights;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The model of layers in an ONNX file: its graph as text, what a `config.json` would say of it, and its weights.
///
/// @param text of the graph, under a name that stands for the file
record OnnxCheckpoint(ImportSource.Text text, ModelConfig config, StoredWeights weights) {

    /// Reasons that are told; a model of another kind has one at every other node.
    private static final int MOST_REASONS = 5;

    /// Reads the file.
    ///
    /// @throws CheckpointException when it cannot be read, or holds no model of layers
    static OnnxCheckpoint read(Path path) {
        try {
            OnnxFile file = OnnxFile.read(path);
            return switch (ModelLifter.lift(file)) {
                case ModelLifter.Result.Lifted(LiftedModel model) ->
                    new OnnxCheckpoint(
                            new ImportSource.Text(path + " as layers", model.text()),
                            key -> Optional.ofNullable(model.configuration().get(key)),
                            new HeldWeights(model.weights(), file.files()));
                case ModelLifter.Result.Refused(List<String> reasons) -> throw refused(path, reasons);
            };
        } catch (OnnxException problem) {
            throw new CheckpointException(problem.diagnostic());
        }
    }

    private static CheckpointException refused(Path path, List<String> reasons) {
        String more = reasons.size() > MOST_REASONS ? ", and " + (reasons.size() - MOST_REASONS) + " more" : "";
        String told = String.join("; ", reasons.subList(0, Math.min(MOST_REASONS, reasons.size())));
        return new CheckpointException(
                Diagnostic.inFile(path.toString(), Code.ONNX_LAYERS, "holds no model of layers: " + told + more)
                        .help("compile the file itself, rsparsec " + path.getFileName()
                                + " -o Model.java, or thin its linears by " + "rsparsec rewrite"));
    }
}
