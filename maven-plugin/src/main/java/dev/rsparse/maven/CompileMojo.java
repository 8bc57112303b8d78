package dev.rsparse.maven;

import dev.rsparse.maven.state.Places;
import java.io.File;
import org.apache.maven.model.Resource;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/**
 * Compiles the models in <code>src/main/rsp</code> to Java classes, with their weights, locks and tokenizers as
 * resources beside them.
 */
@Mojo(name = "compile", defaultPhase = LifecyclePhase.GENERATE_SOURCES, threadSafe = true)
public final class CompileMojo extends AbstractCompileMojo {

    /** Where the sources are. What lies beside them, such as checkpoints and locks, is read from there. */
    @Parameter(property = "rsparse.sourceDirectory", defaultValue = "${project.basedir}/src/main/rsp")
    private File sourceDirectory;

    /** Where Java sources go; it becomes a source folder of the project. */
    @Parameter(property = "rsparse.outputDirectory", defaultValue = "${project.build.directory}/generated-sources/rsp")
    private File outputDirectory;

    /** Where weights, locks and tokenizers go; it becomes a resource folder of the project. */
    @Parameter(
            property = "rsparse.resourcesDirectory",
            defaultValue = "${project.build.directory}/generated-resources/rsp")
    private File resourcesDirectory;

    /** Where class files go with <code>emit</code> <code>bytecode</code>; a resource folder too. */
    @Parameter(property = "rsparse.classesDirectory", defaultValue = "${project.build.directory}/generated-classes/rsp")
    private File classesDirectory;

    @Parameter(defaultValue = "${project.build.outputDirectory}", readonly = true)
    private File compiledDirectory;

    @Override
    File sourceDirectory() {
        return sourceDirectory;
    }

    @Override
    Places places() {
        return new Places(
                outputDirectory.toPath(),
                classesDirectory.toPath(),
                resourcesDirectory.toPath(),
                compiledDirectory.toPath());
    }

    @Override
    void addSources(String folder) {
        project().addCompileSourceRoot(folder);
    }

    @Override
    void addResources(Resource resources) {
        project().addResource(resources);
    }
}
