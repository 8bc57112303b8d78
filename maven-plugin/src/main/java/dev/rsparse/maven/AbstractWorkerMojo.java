package dev.rsparse.maven;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rsparse.maven.jdk.Jdk;
import dev.rsparse.maven.state.BuildKey;
import dev.rsparse.maven.worker.Answer;
import dev.rsparse.maven.worker.LogRelay;
import dev.rsparse.maven.worker.Worker;
import dev.rsparse.maven.worker.WorkerException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.inject.Inject;
import org.apache.maven.artifact.Artifact;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugin.descriptor.PluginDescriptor;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.project.MavenProject;
import org.apache.maven.toolchain.ToolchainManager;

/// A goal that has the compiler do something, in a JVM of its own.
abstract class AbstractWorkerMojo extends AbstractMojo {

    private static final String COMPILER = "dev.rsparse";

    private static final String NO_ONNX_RUNTIME = "E0808";
    private static final String ADD_ONNX_RUNTIME =
            "\nAdd com.microsoft.onnxruntime:onnxruntime to the <dependencies> of rsparse-maven-plugin in the POM.";

    /** Does nothing when set. */
    @Parameter(property = "rsparse.skip", defaultValue = "false")
    private boolean skip;

    /**
     * The folder of the JDK 25 or newer that the compiler runs on. Without it, and without the property
     * <code>jdk.home</code>, toolchains are asked, then the usual folders.
     */
    @Parameter(property = "rsparse.jdkHome")
    private File jdkHome;

    /**
     * What the toolchain that the compiler runs on must provide, as in the configuration of maven-toolchains-plugin:
     * <code>&lt;jdkToolchain&gt;&lt;version&gt;25&lt;/version&gt;&lt;/jdkToolchain&gt;</code>. As a property,
     * <code>-Drsparse.jdkToolchain=version=25,vendor=temurin</code>.
     */
    @Parameter
    private Map<String, String> jdkToolchain;

    @Parameter(property = "rsparse.jdkToolchain", readonly = true)
    private String jdkToolchainProperty;

    /** Arguments of the JVM that the compiler runs in, such as <code>-Xmx8g</code>. */
    @Parameter(property = "rsparse.jvmArgs")
    private List<String> jvmArgs;

    @Parameter(defaultValue = "${project}", readonly = true, required = true)
    private MavenProject project;

    @Parameter(defaultValue = "${session}", readonly = true, required = true)
    private MavenSession session;

    @Parameter(defaultValue = "${plugin}", readonly = true, required = true)
    private PluginDescriptor plugin;

    @Parameter(defaultValue = "${mojoExecution}", readonly = true, required = true)
    private MojoExecution execution;

    @Parameter(defaultValue = "${project.build.directory}/rsparse", readonly = true)
    private File stateDirectory;

    @Inject
    private ToolchainManager toolchainManager;

    @Override
    public final void execute() throws MojoExecutionException, MojoFailureException {
        if (skip) {
            getLog().info("skipped (rsparse.skip)");
            return;
        }
        try {
            run();
        } catch (IOException failure) {
            throw new MojoExecutionException(failure.toString(), failure);
        }
    }

    /// What the goal does.
    abstract void run() throws IOException, MojoExecutionException, MojoFailureException;

    MavenProject project() {
        return project;
    }

    /// The file that remembers the last run of this execution of the goal.
    Path stateFile() {
        return stateDirectory.toPath().resolve(execution.getGoal() + "-" + execution.getExecutionId() + ".state");
    }

    /// What every run depends on. The jars of a snapshot count by their times too, since their version stays.
    BuildKey key() {
        BuildKey key = new BuildKey()
                .with("plugin", plugin.getVersion())
                .with("jvmArgs", arguments())
                .with("vectors", Machine.vectors());
        for (Artifact artifact : plugin.getArtifacts()) {
            boolean ours = artifact.getGroupId().equals(COMPILER) && artifact.isSnapshot();
            key.with("jar " + artifact.getId(), ours ? artifact.getFile().lastModified() : "");
        }
        return key;
    }

    /// Such as `2 of 3 sources`.
    static String share(List<Path> some, List<Path> others, String what) {
        int all = some.size() + others.size();
        return some.size() + " of " + all + " " + what + (all == 1 ? "" : "s");
    }

    private List<String> arguments() {
        return jvmArgs == null ? List.of() : jvmArgs;
    }

    /// Runs command lines one after the other in one JVM, until one fails.
    ///
    /// @param what they do, for the log
    /// @throws MojoFailureException with all errors, when a command says that its input is wrong
    List<JsonNode> ask(String what, List<List<String>> commands) throws MojoExecutionException, MojoFailureException {
        Jdk jdk = toolchains().choose();
        getLog().info(what + " on JDK " + jdk.version() + " (" + jdk.home() + ")");
        LogRelay relay = new LogRelay(getLog());
        List<JsonNode> reports = new ArrayList<>();
        Optional<Answer> failed = Optional.empty();
        try (Worker worker = new Worker(jdk, classPath(), arguments(), relay)) {
            for (List<String> command : commands) {
                getLog().debug("rsparsec " + String.join(" ", command));
                Answer answer = worker.run(command);
                if (!answer.isDone()) {
                    failed = Optional.of(answer);
                    break;
                }
                reports.add(answer.report());
            }
        } catch (WorkerException failure) {
            throw new MojoExecutionException(failure.getMessage(), failure);
        }
        // The worker is closed, so that all it printed has been relayed.
        if (failed.isPresent()) {
            throw failure(failed.get(), relay.errors());
        }
        return reports;
    }

    private static MojoFailureException failure(Answer answer, List<String> errors) {
        if (errors.isEmpty()) {
            return new MojoFailureException("the compiler ended with status " + answer.status() + "; see above");
        }
        String count = errors.size() == 1 ? "1 error" : errors.size() + " errors";
        boolean noRuntime = errors.stream().anyMatch(error -> error.contains("error " + NO_ONNX_RUNTIME));
        return new MojoFailureException(
                count + " in models:\n" + String.join("\n", errors) + (noRuntime ? ADD_ONNX_RUNTIME : ""));
    }

    private Toolchains toolchains() throws MojoFailureException {
        Optional<Path> home = Optional.ofNullable(jdkHome)
                .map(File::toPath)
                .or(() -> Optional.ofNullable(property("jdk.home")).map(Path::of));
        Map<String, String> wanted = jdkToolchain == null ? Requirements.parse(jdkToolchainProperty) : jdkToolchain;
        return new Toolchains(toolchainManager, session, home, wanted);
    }

    private String property(String name) {
        return session.getUserProperties()
                .getProperty(name, project.getProperties().getProperty(name));
    }

    /// The compiler and what it needs: all that this plugin depends on, and what a build adds to it.
    private List<Path> classPath() {
        return plugin.getArtifacts().stream()
                .map(artifact -> artifact.getFile().toPath())
                .toList();
    }
}
