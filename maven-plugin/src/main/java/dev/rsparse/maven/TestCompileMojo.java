package dev.rsparse.maven;

import dev.rsparse.maven.state.Places;
import java.io.File;
import org.apache.maven.model.Resource;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/**
 * Compiles the models in <code>src/test/rsp</code> to Java classes, with their weights, locks and tokenizers as
 * resources beside them.
 */
@Mojo(name = "test-compile", defaultPhase = LifecyclePhase.GENERATE_TEST_SOURCES, threadSafe = true)
public final class TestCompileMojo extends AbstractCompileMojo {

    /** Where the sources are. What lies beside them, such as checkpoints and locks, is read from there. */
    @Parameter(property = "rsparse.testSourceDirectory", defaultValue = "${project.basedir}/src/test/rsp")
    private File sourceDirectory;

    /** Where Java sources go; it becomes a folder of test sources. */
    @Parameter(
            property = "rsparse.testOutputDirectory",
            defaultValue = "${project.build.directory}/generated-test-sources/rsp")
    private File outputDirectory;

    /** Where weights, locks and tokenizers go; it becomes a folder of test resources. */
    @Parameter(
            property = "rsparse.testResourcesDirectory",
            defaultValue = "${project.build.directory}/generated-test-resources/rsp")
    private File resourcesDirectory;

    /** Where class files go with <code>emit</code> <code>bytecode</code>; a folder of test resources too. */
    @Parameter(
            property = "rsparse.testClassesDirectory",
            defaultValue = "${project.build.directory}/generated-test-classes/rsp")
    private File classesDirectory;

    @Parameter(defaultValue = "${project.build.testOutputDirectory}", readonly = true)
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
        project().addTestCompileSourceRoot(folder);
    }

    @Override
    void addResources(Resource resources) {
        project().addTestResource(resources);
    }
}
