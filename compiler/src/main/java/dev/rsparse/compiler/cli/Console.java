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
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// What all commands share: `--help`, and where they print: results to standard output, everything else to standard
/// error.
@Command(mixinStandardHelpOptions = true)
public final class Console {

    /// The option that says when diagnostics are coloured.
    static final String COLOUR = "--color";

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = Console.COLOUR,
            paramLabel = "WHEN",
            defaultValue = "auto",
            description = "Colour in diagnostics: auto (on a terminal, unless NO_COLOR is set), always or never.")
    private Colour colour;

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
        print(commandLine(), colour, diagnostics, sources);
    }

    /// Prints why `command` failed to standard error, in colour where its `--color` wants it.
    static void print(CommandLine command, List<Diagnostic> diagnostics, Map<String, String> sources) {
        Colour asked = command.getParseResult().matchedOptionValue(COLOUR, Colour.AUTO);
        print(command, asked, diagnostics, sources);
    }

    private static void print(
            CommandLine command, Colour colour, List<Diagnostic> diagnostics, Map<String, String> sources) {
        boolean painted = !diagnostics.isEmpty() && colour.enabled();
        command.getErr().print(new DiagnosticRenderer(sources, painted).render(diagnostics));
        command.getErr().flush();
    }

    /// One JSON object on standard output; keys in the order of the map.
    void json(Map<String, Object> object) {
        json(commandLine(), object);
    }

    static void json(CommandLine command, Map<String, Object> object) {
        try {
            command.getOut().println(JSON.writeValueAsString(object));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("plain values always print", e);
        }
    }
}
