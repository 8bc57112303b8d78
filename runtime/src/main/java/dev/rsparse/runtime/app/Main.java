package dev.rsparse.runtime.app;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/// The program of a jar with a model: `java --add-modules jdk.incubator.vector -jar model.jar --prompt TEXT`.
public final class Main {

    private static final String VECTORS = "jdk.incubator.vector";

    private Main() {}

    public static void main(String[] line) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(run(line, out, err));
    }

    /// Runs a command line on the model in the jar of this class, and returns what the process ends with: 0 when
    /// all is done, 1 when the input is wrong, 2 when the command line is, 3 after trouble with files or the
    /// system, 70 after a bug.
    public static int run(String[] line, PrintWriter out, PrintWriter err) {
        try {
            Class.forName(VECTORS + ".Vector", false, Main.class.getClassLoader());
        } catch (ClassNotFoundException absent) {
            err.println("the module " + VECTORS + " is missing; type: java --add-modules " + VECTORS + " -jar "
                    + Usage.jar() + " …");
            return Program.WRONG_COMMAND_LINE;
        }
        return new Program(out, err).run(line);
    }
}
