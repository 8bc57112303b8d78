package dev.rsparse.compiler.cli;

import java.nio.file.Path;
import java.util.Set;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/// ONNX models on command lines that take a `MODEL.rsp` as well.
final class OnnxModels {

    private OnnxModels() {}

    /// Whether a file is called as ONNX models are.
    static boolean isOne(Path model) {
        return model.toString().endsWith(".onnx");
    }

    /// Refuses options that mean nothing for an ONNX model: policies, formats of weights, and what else its source
    /// would say.
    ///
    /// @param others names of the options that mean something, beside that for colours
    /// @throws ParameterException when another one stands on the command line
    static void allow(Console console, Set<String> others) {
        console.commandLine().getParseResult().matchedOptions().stream()
                .map(OptionSpec::longestName)
                .filter(name -> !others.contains(name) && !name.equals(Console.COLOUR))
                .findFirst()
                .ifPresent(name -> {
                    throw new ParameterException(
                            console.commandLine(), name + " is for a MODEL.rsp, not for an ONNX model");
                });
    }
}
