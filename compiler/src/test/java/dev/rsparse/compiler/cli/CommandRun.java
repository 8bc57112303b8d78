package dev.rsparse.compiler.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

/// One command line, run in this process.
///
/// @param status what the process would have ended with
/// @param out what it printed to standard output
/// @param err what it printed to standard error
public record CommandRun(int status, String out, String err) {

    /// Runs what the arguments print as; an array among them stands for its elements.
    public static CommandRun of(Object... arguments) {
        String[] words = Arrays.stream(arguments)
                .flatMap(argument -> argument instanceof Object[] more ? Arrays.stream(more) : Stream.of(argument))
                .map(Object::toString)
                .toArray(String[]::new);
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status = Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(words);
        return new CommandRun(status, out.toString(), err.toString());
    }

    /// Runs what must succeed.
    public static CommandRun ok(Object... arguments) {
        CommandRun run = of(arguments);
        assertThat(run.status()).as(run.err()).isZero();
        return run;
    }

    /// The one JSON object that standard output holds.
    public JsonNode json() {
        try {
            return new ObjectMapper()
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .readTree(out);
        } catch (JsonProcessingException problem) {
            throw new AssertionError("no JSON object alone: " + out, problem);
        }
    }

    /// Runs what must fail and gives all it printed, `folder` spelled `DIR`, and `=> STATUS` on a line of its own.
    public static String failure(Path folder, Object... arguments) {
        CommandRun run = of(arguments);
        assertThat(run.out()).isEmpty();
        return run.errIn(folder) + "=> " + run.status() + "\n";
    }

    /// Standard error with `folder` spelled `DIR`.
    public String errIn(Path folder) {
        return err.replace(folder.toString(), "DIR");
    }
}
