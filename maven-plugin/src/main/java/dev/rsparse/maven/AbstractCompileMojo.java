package dev.rsparse.maven;

import dev.rsparse.maven.state.BuildKey;
import dev.rsparse.maven.state.IncrementalBuild;
import dev.rsparse.maven.state.Places;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import org.apache.maven.model.Resource;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Parameter;

/// Compiles `.rsp` sources, for the program or for its tests.
abstract class AbstractCompileMojo extends AbstractWorkerMojo {

    /** Which sources to compile. */
    @Parameter(property = "rsparse.includes", defaultValue = "**/*.rsp")
    private List<String> includes;

    /** Which of them not to compile. */
    @Parameter(property = "rsparse.excludes")
    private List<String> excludes;

    /**
     * The policy to compile, a name in the source or <code>dense</code>. Without it, that of each target, and
     * <code>dense</code> where there is none.
     */
    @Parameter(property = "rsparse.policy")
    private String policy;

    /** What to write: <code>source</code>, or <code>bytecode</code>, which no javac is needed for. */
    @Parameter(property = "rsparse.emit", defaultValue = "source")
    private String emit;

    /**
     * How weights are stored: <code>f32</code>, <code>bf16</code>, <code>f16</code>, <code>q8</code> or
     * <code>q4</code>. Without it, as the target says, else as the checkpoint does.
     */
    @Parameter(property = "rsparse.weights")
    private String weights;

    /**
     * The package of classes whose target names none. Without it, the folder of the source below the source directory.
     */
    @Parameter(property = "rsparse.packageName")
    private String packageName;

    /** Whether a build without sources fails. */
    @Parameter(property = "rsparse.failOnMissingSources", defaultValue = "false")
    private boolean failOnMissingSources;

    abstract File sourceDirectory();

    /// Where sources, class files and resources go, and what copies of the last two must not stay behind.
    abstract Places places();

    abstract void addSources(String folder);

    abstract void addResources(Resource resources);

    @Override
    final void run() throws IOException, MojoExecutionException, MojoFailureException {
        long start = System.nanoTime();
        SortedSet<Path> sources = new SourceFiles(sourceDirectory(), includes, excludes).find();
        if (sources.isEmpty() && failOnMissingSources) {
            throw new MojoFailureException(
                    "no sources in " + sourceDirectory() + " match " + includes + "; failOnMissingSources is set");
        }
        Places places = places();
        BuildKey key = key().with("options", options().words()).with("places", places);
        IncrementalBuild.Outcome outcome =
                new IncrementalBuild(stateFile(), key.digest(), places).run(sources, this::compile);
        if (!sources.isEmpty()) {
            register(places);
        }
        long millis = (System.nanoTime() - start) / 1_000_000;
        getLog().info(outcome.describe("source", "compiled") + " (" + millis + " ms)");
    }

    private void register(Places places) {
        addSources(places.sources().toString());
        addResources(resource(places.resources()));
        if (emit.equals("bytecode")) {
            addResources(resource(places.classes()));
        }
    }

    private static Resource resource(Path folder) {
        Resource resource = new Resource();
        resource.setDirectory(folder.toString());
        resource.setFiltering(false);
        return resource;
    }

    private Options options() {
        return new Options("build")
                .with("--emit", emit)
                .with("--policy", policy)
                .with("--weights", weights)
                .with("--package", packageName)
                .with("--root", sourceDirectory());
    }

    private IncrementalBuild.Compiled compile(List<Path> changed, List<Path> unchanged, Path folder)
            throws MojoExecutionException, MojoFailureException {
        String what = "compiling " + share(changed, unchanged, "source");
        List<String> command = BuildReport.command(options().with("--into", folder), changed, unchanged);
        return BuildReport.compiled(ask(what, List.of(command)).get(0));
    }
}
