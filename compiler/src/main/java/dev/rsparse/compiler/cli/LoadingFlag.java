package dev.rsparse.compiler.cli;

import dev.rsparse.compiler.engine.BackEnd;
import picocli.CommandLine.Option;

/// The option that says how a model becomes a class in memory.
final class LoadingFlag {

    @Option(
            names = "--emit",
            paramLabel = "HOW",
            defaultValue = "bytecode",
            description = "How the class is made: bytecode, at once, or source, by way of Java's compiler. It computes"
                    + " the same bits. Default: ${DEFAULT-VALUE}.")
    private BackEnd backEnd;

    BackEnd backEnd() {
        return backEnd;
    }
}
