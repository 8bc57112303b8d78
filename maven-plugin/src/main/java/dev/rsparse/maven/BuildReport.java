package dev.rsparse.maven;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rsparse.maven.state.IncrementalBuild;
import dev.rsparse.maven.worker.Answer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/// The compiler's command `build`: what it is given, and what it says.
final class BuildReport {

    private BuildReport() {}

    /// The command line over the sources of a build.
    static List<String> command(Options options, List<Path> changed, List<Path> unchanged) {
        List<String> command = new ArrayList<>(options.words());
        unchanged.forEach(source -> command.addAll(List.of("--unchanged", source.toString())));
        changed.forEach(source -> command.add(source.toString()));
        return command;
    }

    /// What was made of each source.
    static IncrementalBuild.Compiled compiled(JsonNode report) {
        Map<Path, IncrementalBuild.Built> built = new LinkedHashMap<>();
        for (JsonNode source : report.path("sources")) {
            built.put(
                    Path.of(source.path("source").asText()),
                    new IncrementalBuild.Built(
                            Answer.paths(source.path("inputs")), Answer.paths(source.path("files"))));
        }
        return new IncrementalBuild.Compiled(new LinkedHashSet<>(Answer.paths(report.path("libraries"))), built);
    }
}
