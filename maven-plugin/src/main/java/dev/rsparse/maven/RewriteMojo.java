package dev.rsparse.maven;

import dev.rsparse.maven.state.BuildKey;
import dev.rsparse.maven.state.IncrementalBuild;
import dev.rsparse.maven.state.Places;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.stream.Stream;
import org.apache.maven.model.Resource;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/**
 * Thins the linear layers of ONNX models; the rewritten models become resources. Thresholds are measured in ONNX Runtime,
 * so <code>com.microsoft.onnxruntime:onnxruntime</code> must be among the dependencies of this plugin, unless the form
 * is <code>split</code>.
 */
@Mojo(name = "rewrite", defaultPhase = LifecyclePhase.GENERATE_RESOURCES, threadSafe = true)
public final class RewriteMojo extends AbstractWorkerMojo {

    private static final String EXTENSION = ".onnx";
    private static final String TEST_DATA = "test_data_set_";

    /** Where the models are, each with its external data beside it. */
    @Parameter(property = "rsparse.modelDirectory", defaultValue = "${project.basedir}/src/main/onnx")
    private File modelDirectory;

    /** Which of the models to rewrite. */
    @Parameter(property = "rsparse.modelIncludes", defaultValue = "**/*.onnx")
    private List<String> includes;

    /** Which of them not to rewrite. */
    @Parameter(property = "rsparse.modelExcludes")
    private List<String> excludes;

    /** Where rewritten models go, under the names of the originals; it becomes a resource folder of the project. */
    @Parameter(
            property = "rsparse.rewrittenDirectory",
            defaultValue = "${project.build.directory}/generated-resources/onnx")
    private File rewrittenDirectory;

    /** The share of each linear's weight not to read, such as <code>50%</code>; in place of a policy. */
    @Parameter(property = "rsparse.sparsity")
    private String sparsity;

    /** With <code>sparsity</code>: the share of what is read that goes to channels, the rest to a low-rank product. */
    @Parameter(property = "rsparse.split")
    private String split;

    /** With <code>sparsity</code>: whether to thin also linears that give an output of the model. */
    @Parameter(property = "rsparse.all", defaultValue = "false")
    private boolean all;

    /** A <code>.rsp</code> file with a policy that says of each linear how it is thinned; in place of a sparsity. */
    @Parameter(property = "rsparse.policyFile")
    private File policyFile;

    /** Which policy of the file, where it has several. */
    @Parameter(property = "rsparse.policy")
    private String policy;

    /** How thinned linears are spelled: <code>function</code>, <code>inline</code> or <code>split</code>. */
    @Parameter(property = "rsparse.form", defaultValue = "function")
    private String form;

    /** Inputs to measure thresholds on, and to check on: a folder with <code>.npy</code> or <code>.pb</code> files. */
    @Parameter(property = "rsparse.inputs")
    private File inputs;

    /** Runs both models on up to so many inputs and tells how far their outputs differ. */
    @Parameter(property = "rsparse.check")
    private Integer check;

    /** With <code>check</code>: the build fails when an output differs by more than this. */
    @Parameter(property = "rsparse.tolerance")
    private String tolerance;

    @Parameter(defaultValue = "${project.build.outputDirectory}", readonly = true)
    private File compiledDirectory;

    @Override
    void run() throws IOException, MojoExecutionException, MojoFailureException {
        SortedSet<Path> models = new SourceFiles(modelDirectory, includes, excludes).find();
        Path into = rewrittenDirectory.toPath();
        Places places = new Places(into, into, into, compiledDirectory.toPath());
        BuildKey key =
                key().with("options", options()).with("root", modelDirectory).with("places", places);
        IncrementalBuild.Outcome outcome =
                new IncrementalBuild(stateFile(), key.digest(), places).run(models, this::rewrite);
        if (!models.isEmpty()) {
            Resource resource = new Resource();
            resource.setDirectory(rewrittenDirectory.toString());
            project().addResource(resource);
        }
        getLog().info(outcome.describe("model", "rewritten"));
    }

    private List<String> options() {
        String named = policyFile == null || policy == null ? "" : ":" + policy;
        return new Options()
                .with("--sparsity", sparsity)
                .with("--split", split)
                .flag("--all", all)
                .with("--policy", policyFile == null ? null : policyFile + named)
                .with("--form", form)
                .with("--inputs", inputs)
                .with("--check", check)
                .with("--tolerance", tolerance)
                .flag("--json", true)
                .words();
    }

    private IncrementalBuild.Compiled rewrite(List<Path> changed, List<Path> unchanged, Path folder)
            throws IOException, MojoExecutionException, MojoFailureException {
        Path root = modelDirectory.toPath().toAbsolutePath().normalize();
        List<List<String>> commands = new ArrayList<>();
        for (Path model : changed) {
            Path target = folder.resolve(root.relativize(model));
            Files.createDirectories(target.getParent());
            List<String> command = new ArrayList<>(List.of("rewrite", model.toString(), "-o", target.toString()));
            command.addAll(options());
            commands.add(command);
        }
        ask("rewriting " + share(changed, unchanged, "model"), commands);
        Map<Path, IncrementalBuild.Built> built = new LinkedHashMap<>();
        for (Path model : changed) {
            Path target = folder.resolve(root.relativize(model));
            List<Path> written = Stream.of(target, target.resolveSibling(target.getFileName() + ".data"))
                    .filter(Files::exists)
                    .toList();
            built.put(model, new IncrementalBuild.Built(read(model), written));
        }
        return new IncrementalBuild.Compiled(Set.of(), built);
    }

    /// What decides the result: the model, all that lies beside it but for other models, since its external data may
    /// have any name, the policy and the inputs.
    private List<Path> read(Path model) throws IOException {
        List<Path> files = new ArrayList<>(List.of(model));
        try (Stream<Path> beside = Files.list(model.getParent())) {
            for (Path path : beside.sorted().toList()) {
                String name = path.getFileName().toString();
                if (Files.isRegularFile(path) && !name.endsWith(EXTENSION)) {
                    files.add(path);
                } else if (Files.isDirectory(path) && name.startsWith(TEST_DATA)) {
                    files.addAll(below(path));
                }
            }
        }
        if (policyFile != null) {
            files.add(policyFile.toPath());
        }
        if (inputs != null) {
            files.addAll(below(inputs.toPath()));
        }
        return files;
    }

    private static List<Path> below(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
