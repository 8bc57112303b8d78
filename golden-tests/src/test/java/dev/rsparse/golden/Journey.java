package dev.rsparse.golden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rsparse.compiler.Pipeline;
import dev.rsparse.compiler.check.CheckedPolicy;
import dev.rsparse.compiler.emit.TestWeights;
import dev.rsparse.compiler.engine.BackEnd;
import dev.rsparse.compiler.engine.Engine;
import dev.rsparse.compiler.ir.GraphPrinter;
import dev.rsparse.compiler.ir.Thinning;
import dev.rsparse.compiler.project.FactorStore;
import dev.rsparse.compiler.project.ModelProject;
import dev.rsparse.compiler.project.PolicyGraph;
import dev.rsparse.compiler.project.PolicyResolver;
import dev.rsparse.compiler.project.PolicyTensors;
import dev.rsparse.compiler.schedule.Formats;
import dev.rsparse.runtime.CompiledModel;
import dev.rsparse.runtime.Session;
import dev.rsparse.runtime.io.ElementType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.Function;

/// One source on its way through the compiler, as text: source, graph, rewritten graph, the emitted class or the
/// names of its functions, logits.
///
/// @param settings what the source's `//!` lines say
record Journey(String source, Settings settings) {

    static Journey read(Path file) throws IOException {
        String source = Files.readString(file);
        return new Journey(source, Settings.of(source));
    }

    /// Compiles and runs the source; everything a line holds is the same on every machine, but for the last digits of
    /// the values.
    String text(Path folder) throws IOException {
        try (ModelProject project = ModelProject.open(write(folder))) {
            CheckedPolicy policy = project.policy(Optional.empty());
            Map<String, Thinning> thinnings = new PolicyResolver(project, policy).asked();
            thinnings.replaceAll((site, asked) -> asked.withThreshold(settings.threshold()));
            PolicyGraph runs = PolicyGraph.of(project, policy, PolicyTensors.NONE, message -> {});
            Formats formats = new Formats(settings.format(), policy.formats());
            Engine engine = Engine.compile(runs.graph(), policy.name(), thinnings, formats, project.config(), Set.of())
                    .withFirstDense(policy.firstDense());
            StringBuilder text = new StringBuilder();
            section(text, "source", source);
            section(text, "graph", GraphPrinter.print(project.model().graph()));
            section(text, "graph after rewrites", GraphPrinter.print(Pipeline.rewrite(runs.graph(), thinnings)));
            if (settings.showsClass()) {
                section(text, "class", engine.source("com.example", "Model"));
            } else {
                section(text, "functions", functions(engine));
            }
            FactorStore factors = FactorStore.of(project, runs, thinnings, message -> {});
            try (CompiledModel model = engine.load(runs.weights(), factors);
                    CompiledModel ofSource = engine.withBackEnd(BackEnd.SOURCE).load(runs.weights(), factors)) {
                assertThat(values(model, Float::toHexString))
                        .as("bits of class files, beside those of compiled source")
                        .isEqualTo(values(ofSource, Float::toHexString));
                section(text, Goldens.VALUES, values(model, Goldens::decimal));
            }
            return text.toString();
        }
    }

    /// Writes the source and its checkpoint, and gives the path to open them by.
    Path write(Path folder) throws IOException {
        if (settings.model().isPresent()) {
            settings.model().get().write(folder);
        }
        if (settings.type().isPresent()) {
            nameType(folder.resolve("config.json"), settings.type().get());
        }
        Path written = Files.writeString(folder.resolve("model.rsp"), source);
        if (settings.model().isEmpty()) {
            writeRandom(folder, written);
        }
        return settings.name().map(name -> Path.of(written + ":" + name)).orElse(written);
    }

    private static void writeRandom(Path folder, Path source) throws IOException {
        try (ModelProject project = ModelProject.openRandom(source, 1)) {
            TestWeights.write(folder, project.model().graph(), ElementType.F32, 5)
                    .close();
        }
    }

    private static void nameType(Path config, String type) throws IOException {
        String text = Files.readString(config);
        Files.writeString(config, text.replaceFirst("\\{", "{\"model_type\": \"" + type + "\","));
    }

    private static void section(StringBuilder text, String name, String body) {
        text.append("=== ").append(name).append('\n').append(body.strip()).append("\n\n");
    }

    private static String functions(Engine engine) {
        StringBuilder text = new StringBuilder();
        for (var function : engine.program().functions()) {
            text.append(function.name()).append(": ").append(function.doc()).append('\n');
        }
        return text.toString();
    }

    /// Logits after each token of the prompt, then after two more that are read one by one.
    private String values(CompiledModel model, Function<Float, String> number) {
        if (model.inputWidth() > 0) {
            return rows(model, number);
        }
        int vocabulary = model.info().vocabulary();
        StringBuilder text = new StringBuilder();
        int[] prompt = settings.prompt();
        Session session = model.newSession(prompt.length + 2);
        session.prefill(
                prompt,
                model.info().thinPrompt(),
                (position, logits, from) ->
                        text.append("prompt " + prompt[position]).append(row(logits, from, vocabulary, number)));
        for (int id : new int[] {1, 2}) {
            text.append("decode " + id).append(row(session.decode(id), 0, vocabulary, number));
        }
        return text.append(
                        "kept channels " + Arrays.toString(session.workspace().keptChannels()))
                .toString();
    }

    /// Results of rows together and of one of them alone.
    private static String rows(CompiledModel model, Function<Float, String> number) {
        float[] x = new float[3 * model.inputWidth()];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) Math.sin(i);
        }
        int made = model.info().vocabulary();
        float[] y = model.newInference().run(x);
        StringBuilder text = new StringBuilder();
        for (int row = 0; row < 3; row++) {
            text.append("row " + row).append(row(y, row * made, made, number));
        }
        float[] alone = model.newInference().run(Arrays.copyOf(x, model.inputWidth()));
        return text.append("row 0 alone").append(row(alone, 0, made, number)).toString();
    }

    private static String row(float[] logits, int from, int count, Function<Float, String> number) {
        StringJoiner row = new StringJoiner(" ", ": ", "\n");
        for (int i = from; i < from + count; i++) {
            row.add(number.apply(logits[i]));
        }
        return row.toString();
    }
}
