package dev.rsparse.compiler.measure;

import dev.rsparse.compiler.project.ModelProject;
import dev.rsparse.compiler.project.PolicyGraph;
import dev.rsparse.compiler.project.PolicyTensors;
import dev.rsparse.runtime.CompiledModel;
import dev.rsparse.runtime.Session;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// The dense model in memory in each basis that is measured, and as written where it has to write the text.
final class PassModels implements AutoCloseable {

    private final SortedMap<Boolean, CompiledModel> models = new TreeMap<>();

    /// @param asWritten whether the model as written is needed, whatever is measured
    PassModels(ModelProject project, SortedMap<Boolean, Pass> passes, boolean asWritten) {
        passes.forEach((rotated, pass) -> models.put(rotated, pass.load()));
        if (asWritten && !models.containsKey(false)) {
            PolicyGraph written = new PolicyGraph(project.model().graph(), project.weights(), PolicyTensors.NONE);
            models.put(false, Pass.of(project, written, Set.of()).load());
        }
    }

    /// The model as written, or a rotated one where that alone is here.
    CompiledModel first() {
        return models.get(models.firstKey());
    }

    /// A session of each, by whether it is rotated.
    Map<Boolean, Session> sessions(int length) {
        Map<Boolean, Session> sessions = new TreeMap<>();
        models.forEach((rotated, model) -> sessions.put(rotated, model.newSession(length)));
        return sessions;
    }

    @Override
    public void close() {
        models.values().forEach(CompiledModel::close);
    }
}
