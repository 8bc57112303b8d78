package dev.rsparse.compiler.cli;

import dev.rsparse.compiler.diag.Code;
import java.util.Arrays;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `rsparsec explain`: what a diagnostic code means.
@Command(name = "explain", description = "Explains a diagnostic code such as E0203; without one, lists them all.")
final class ExplainCommand implements Callable<Integer> {

    @Mixin
    private Console console;

    @Parameters(arity = "0..1", paramLabel = "CODE", description = "The code a diagnostic carries.")
    private String code;

    @Override
    public Integer call() {
        if (code == null) {
            Arrays.stream(Code.values()).forEach(known -> console.out().println(known + "  " + known.title()));
            return 0;
        }
        Code known = Arrays.stream(Code.values())
                .filter(candidate -> candidate.toString().equalsIgnoreCase(code))
                .findFirst()
                .orElseThrow(() -> new CommandLine.ParameterException(
                        console.commandLine(), "unknown code " + code + "; 'rsparsec explain' lists them"));
        console.out().println(known + ": " + known.title() + "\n\n" + known.explanation());
        return 0;
    }
}
