package dev.rsparse.compiler.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rsparse.compiler.kernel.MethodTooLongException;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// What a user reads whose model has a function that cannot be compiled. No model is known that has one.
class LongMethodTest {

    /// A command that meets such a function.
    @Command(name = "meet")
    static final class Meeting implements Runnable {
        @Mixin
        Console console;

        @Override
        public void run() {
            throw new MethodTooLongException("Deep", "columnsQ4", 9123);
        }
    }

    @Test
    void namesTheFunctionItsLengthAndTheLimit() {
        StringWriter err = new StringWriter();
        int status = new CommandLine(new Meeting())
                .setErr(new PrintWriter(err))
                .setExecutionExceptionHandler(new Failures())
                .execute("--color", "never");
        assertThat(err.toString()).isEqualTo("""
                model Deep: error E0701: the code of 'columnsQ4' takes 9123 bytes, the JVM compiles up to 8000
                 help: choose another format with --weights, or give parts of the graph scopes: 'repeat … as part[i]'
                """);
        assertThat(status).isEqualTo(1);
    }
}
