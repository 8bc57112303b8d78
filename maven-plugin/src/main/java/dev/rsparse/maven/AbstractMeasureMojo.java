package dev.rsparse.maven;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Parameter;

/// Measures a model over a text and writes its lock, which is meant to be committed. Slow, and so bound to no phase.
abstract class AbstractMeasureMojo extends AbstractWorkerMojo {

    /** Where the sources are. */
    @Parameter(property = "rsparse.sourceDirectory", defaultValue = "${project.basedir}/src/main/rsp")
    private File sourceDirectory;

    /** The source to measure, absolute or below the source directory; may be left out where there is one alone. */
    @Parameter(property = "rsparse.model")
    private String model;

    /** The text to measure on. Without one, and without token ids or <code>self</code>, that of the policies. */
    @Parameter(property = "rsparse.text")
    private File text;

    /** Token ids to measure on, in place of a text: little-endian 16 bits each. */
    @Parameter(property = "rsparse.tokens")
    private File tokens;

    /** How many windows the model samples itself, in place of a text. */
    @Parameter(property = "rsparse.self")
    private Integer self;

    /** How many windows of the text to read. */
    @Parameter(property = "rsparse.samples")
    private Integer samples;

    /** Tokens per window. */
    @Parameter(property = "rsparse.window")
    private Integer window;

    /** Further options of the compiler's command, as <code>rsparsec help</code> has them. */
    @Parameter(property = "rsparse.options")
    private List<String> options;

    /// The command and its own options.
    abstract Options command();

    @Override
    final void run() throws MojoExecutionException, MojoFailureException {
        Path source = source();
        List<String> words = new ArrayList<>(command()
                .with("--text", text)
                .with("--tokens", tokens)
                .with("--self", self)
                .with("--samples", samples)
                .with("--window", window)
                .words());
        words.addAll(options == null ? List.of() : options);
        words.add(source.toString());
        ask("measuring " + source, List.of(words));
    }

    private Path source() throws MojoFailureException {
        if (model != null) {
            Path named = sourceDirectory.toPath().resolve(model);
            if (!Files.isRegularFile(named)) {
                throw new MojoFailureException("there is no " + named + ", which rsparse.model names");
            }
            return named;
        }
        SortedSet<Path> all = new SourceFiles(sourceDirectory, List.of("**/*.rsp"), List.of()).find();
        if (all.size() != 1) {
            throw new MojoFailureException("there are " + all.size() + " sources in " + sourceDirectory
                    + ": name the one to measure, -Drsparse.model=FILE.rsp");
        }
        return all.first();
    }
}
