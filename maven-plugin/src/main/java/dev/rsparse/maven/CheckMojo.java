package dev.rsparse.maven;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rsparse.maven.state.IncrementalBuild;
import dev.rsparse.maven.state.Places;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/**
 * Checks that the lock of each source in <code>src/main/rsp</code> is of its weights and policies, also of those that no
 * target runs, and that what policies assert holds.
 */
@Mojo(name = "check", defaultPhase = LifecyclePhase.VERIFY, threadSafe = true)
public final class CheckMojo extends AbstractWorkerMojo {

    /** Where the sources are. */
    @Parameter(property = "rsparse.sourceDirectory", defaultValue = "${project.basedir}/src/main/rsp")
    private File sourceDirectory;

    /** Which of them to check. */
    @Parameter(property = "rsparse.includes", defaultValue = "**/*.rsp")
    private List<String> includes;

    /** Which of them not to check. */
    @Parameter(property = "rsparse.excludes")
    private List<String> excludes;

    @Override
    void run() throws IOException, MojoExecutionException, MojoFailureException {
        Path nowhere = stateFile().resolveSibling("none");
        Places places = new Places(nowhere, nowhere, nowhere, nowhere);
        IncrementalBuild build = new IncrementalBuild(
                stateFile(), key().with("root", sourceDirectory).digest(), places);
        IncrementalBuild.Outcome outcome =
                build.run(new SourceFiles(sourceDirectory, includes, excludes).find(), this::check);
        getLog().info(outcome.describe("source", "checked"));
    }

    private IncrementalBuild.Compiled check(List<Path> changed, List<Path> unchanged, Path folder)
            throws MojoExecutionException, MojoFailureException {
        List<JsonNode> reports = ask(
                "checking " + share(changed, unchanged, "source"),
                List.of(BuildReport.command(new Options("build", "--check"), changed, unchanged)));
        return BuildReport.compiled(reports.get(0));
    }
}
