package dev.rsparse.compiler.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.rsparse.compiler.diag.Diagnostic;
import dev.rsparse.compiler.diag.DiagnosticRenderer;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// What all commands share: `--help`, and where they print: results to standard output, everything else to standard
/// error.
@Command(mixinStandardHelpOptions = true)
public final class Console {

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    CommandLine commandLine() {
        return command.commandLine();
    }

    PrintWriter out() {
        return command.commandLine().getOut();
    }

    PrintWriter err() {
        return command.commandLine().getErr();
    }

    /// One line for the user, beside the results.
    void message(String text) {
        err().println("rsparsec: " + text);
    }

    void print(List<Diagnostic> diagnostics, Map<String, String> sources) {
        err().print(new DiagnosticRenderer(sources, Ansi.AUTO.enabled()).render(diagnostics));
        err().flush();
    }

    /// One JSON object on standard output; keys in the order of the map.
    void json(Map<String, Object> object) {
        try {
            out().println(JSON.writeValueAsString(object));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("plain values always print", e);
        }
    }
}
