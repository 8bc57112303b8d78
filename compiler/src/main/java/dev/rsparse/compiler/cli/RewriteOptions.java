package dev.rsparse.compiler.cli;

import dev.rsparse.compiler.onnx.rewrite.Form;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/// How an ONNX model is to be rewritten, and where to.
final class RewriteOptions {

    @Option(
            names = "-o",
            paramLabel = "OUT.onnx",
            description = "The model to write; weights of a large one go to OUT.onnx.data beside it.")
    private Path output;

    @Option(
            names = "--policy",
            paramLabel = "FILE.rsp[:NAME]",
            description = "A policy without 'for', which says of each linear how it is thinned; in place of --sparsity,"
                    + " --split and --all.")
    private Path policy;

    @Option(
            names = "--form",
            paramLabel = "FORM",
            converter = FormConverter.class,
            defaultValue = "function",
            description =
                    "function: calls of dev.rsparse::SparseLowRankLinear; inline: plain operators; split: the exact"
                            + " split into low rank and rest, with nothing thinned, to check the surgery (default:"
                            + " ${DEFAULT-VALUE}).")
    private Form form;

    /// Where to write; nothing when nothing is to be written.
    Optional<Path> output() {
        return Optional.ofNullable(output);
    }

    /// The file of a policy, with its name behind it if there are several.
    Optional<Path> policy() {
        return Optional.ofNullable(policy);
    }

    Form form() {
        return form;
    }

    /// A form by its name.
    static final class FormConverter implements ITypeConverter<Form> {

        @Override
        public Form convert(String text) {
            return Form.of(text)
                    .orElseThrow(() ->
                            new TypeConversionException("expected function, inline or split, found '" + text + "'"));
        }
    }
}
