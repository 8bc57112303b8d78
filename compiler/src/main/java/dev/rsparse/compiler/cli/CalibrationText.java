package dev.rsparse.compiler.cli;

import dev.rsparse.compiler.check.CalibrateSpec;
import dev.rsparse.compiler.check.CheckedPolicy;
import dev.rsparse.compiler.project.ModelProject;
import dev.rsparse.compiler.tokens.SelfText;
import dev.rsparse.compiler.tokens.TokenWindows;
import dev.rsparse.compiler.tokens.WindowSource;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/// What `calibrate` measures on: windows of a file, or a text that the model writes itself.
final class CalibrationText {

    static final int SAMPLES = 16;

    @ArgGroup(multiplicity = "0..1")
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

    /// The text that an option names, or else the policies themselves.
    ///
    /// @param usual how many windows of a file are read when nothing else is said
    WindowSource windows(ModelProject project, List<CheckedPolicy> policies, Console console, int usual) {
        if (source == null) {
            require(seed == null, "--seed goes with --self", console);
            return windows(project, named(policies, console));
        }
        if (source.self == null) {
            require(seed == null, "--seed goes with --self", console);
            return source.windows(project, window, (long) (samples == null ? usual : samples) * window);
        }
        require(samples == null, "--samples goes with a file; --self N samples N windows", console);
        return SelfText.of(project, seed == null ? 0 : seed, source.self, window);
    }

    private static CalibrateSpec named(List<CheckedPolicy> policies, Console console) {
        List<CalibrateSpec> texts = policies.stream()
                .flatMap(policy -> policy.calibration().stream())
                .toList();
        require(
                texts.size() == policies.size(),
                "no text: give --text, --tokens or --self, or name one in the policy: calibrate from \"FILE\";",
                console);
        CalibrateSpec first = texts.getFirst();
        boolean same = texts.stream()
                .allMatch(text -> text.file().equals(first.file())
                        && text.windows() == first.windows()
                        && text.windowLength() == first.windowLength());
        require(same, "the policies name different texts: choose among them with --policy", console);
        return first;
    }

    private static WindowSource windows(ModelProject project, CalibrateSpec text) {
        Path file = text.resolve(project.source());
        long limit = (long) text.windows() * text.windowLength();
        return text.holdsTokens()
                ? TokenWindows.ofTokens(project, file, text.windowLength(), limit)
                : TokenWindows.ofText(project, file, text.windowLength(), limit);
    }

    private static void require(boolean holds, String message, Console console) {
        if (!holds) {
            throw new ParameterException(console.commandLine(), message);
        }
    }
}
