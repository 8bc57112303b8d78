package dev.rsparse.compiler.cli;

import dev.rsparse.compiler.project.ModelProject;
import dev.rsparse.compiler.tokens.SelfText;
import dev.rsparse.compiler.tokens.WindowSource;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/// What `calibrate` measures on: windows of a file, or a text that the model writes itself.
final class CalibrationText {

    private static final int SAMPLES = 16;

    @ArgGroup(multiplicity = "1")
    private Source source;

    @Option(
            names = "--window",
            paramLabel = "N",
            defaultValue = "512",
            description = "Tokens per window; windows do not overlap. Default: ${DEFAULT-VALUE}.")
    private int window;

    @Option(
            names = "--samples",
            paramLabel = "N",
            description = "Read the first N windows of the file. Default: " + SAMPLES + " to calibrate, 48 to tune.")
    private Integer samples;

    @Option(
            names = "--seed",
            paramLabel = "S",
            description = "Seed of the text that --self samples; the same seed gives the same text. Default: 0.")
    private Long seed;

    /// A file, or none.
    static final class Source extends TokenOptions.Source {
        @Option(
                names = "--self",
                paramLabel = "N",
                description = "No file: N windows that the dense model samples itself, at temperature 1.")
        private Integer self;
    }

    WindowSource windows(ModelProject project, Console console) {
        return windows(project, console, SAMPLES);
    }

    /// @param usual how many windows of a file are read when nothing else is said
    WindowSource windows(ModelProject project, Console console, int usual) {
        if (source.self == null) {
            require(seed == null, "--seed goes with --self", console);
            return source.windows(project, window, (long) (samples == null ? usual : samples) * window);
        }
        require(samples == null, "--samples goes with a file; --self N samples N windows", console);
        return SelfText.of(project, seed == null ? 0 : seed, source.self, window);
    }

    private static void require(boolean holds, String message, Console console) {
        if (!holds) {
            throw new ParameterException(console.commandLine(), message);
        }
    }
}
