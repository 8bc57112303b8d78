package dev.rsparse.compiler.cli;

import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/// Options of an ONNX model that is compiled to a class.
final class OnnxCompileOptions {

    /// What thinning is asked for by, or is done by.
    private static final Set<String> THINNING =
            Set.of("--sparsity", "--split", "--all", "--inputs", "--check", "--tolerance", "--threads");

    @Option(
            names = "--explain",
            description = "Print which operators a MODEL.onnx spells out were recognised, and which nearly, with the"
                    + " reason, and which linears skip channels.")
    private boolean explain;

    @Mixin
    private ThinningOptions thinning;

    @Mixin
    private OnnxRunOptions run;

    boolean explain() {
        return explain;
    }

    ThinningOptions thinning() {
        return thinning;
    }

    OnnxRunOptions run() {
        return run;
    }

    /// Names of options that mean something for an ONNX model alone.
    static Set<String> names() {
        Set<String> names = new TreeSet<>(THINNING);
        names.add("--explain");
        return names;
    }

    /// Whether the model is to be thinned.
    static boolean isThinningAsked(Console console) {
        return matches(console, THINNING) || matches(console, Set.of("--policy"));
    }

    private static boolean matches(Console console, Set<String> names) {
        return console.commandLine().getParseResult().matchedOptions().stream()
                .map(OptionSpec::longestName)
                .anyMatch(names::contains);
    }

    /// Refuses these options for a model that is no ONNX model.
    static void refuse(Console console) {
        Set<String> names = names();
        console.commandLine().getParseResult().matchedOptions().stream()
                .map(OptionSpec::longestName)
                .filter(names::contains)
                .findFirst()
                .ifPresent(name -> {
                    throw new ParameterException(console.commandLine(), name + " is for a MODEL.onnx");
                });
    }
}
