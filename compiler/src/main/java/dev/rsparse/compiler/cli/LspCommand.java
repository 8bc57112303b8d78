package dev.rsparse.compiler.cli;

import dev.rsparse.compiler.lsp.Server;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `rsparsec lsp`: a language server for editors.
@Command(
        name = "lsp",
        description = "Serves an editor over standard input and output: diagnostics, hover, definitions, completion,"
                + " formatting (language server protocol).")
final class LspCommand implements Callable<Integer> {

    @Mixin
    private Console console;

    @Override
    public Integer call() throws InterruptedException, ExecutionException {
        if (Terminal.isTerminal(Terminal.STANDARD_INPUT)) {
            console.message("waiting for an editor to speak the language server protocol; Ctrl-C ends this");
        }
        PrintStream out = System.out;
        // Nothing but the protocol may be written there.
        System.setOut(System.err);
        try {
            return Server.serve(System.in, out, Main.VERSION) ? 0 : 1;
        } finally {
            System.setOut(out);
        }
    }
}
