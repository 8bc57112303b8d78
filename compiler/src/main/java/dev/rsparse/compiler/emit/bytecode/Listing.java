package dev.rsparse.compiler.emit.bytecode;

import dev.rsparse.compiler.kernel.Function;
import dev.rsparse.compiler.kernel.KernelText;
import dev.rsparse.compiler.kernel.Stmt;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// The text that a class's line numbers point into: its functions statement by statement. Lines are counted while
/// the class is made; their text is only made when somebody asks.
final class Listing {

    private static final String INDENT = "  ";

    private final List<Supplier<String>> lines = new ArrayList<>();
    private int depth;

    Listing(String title) {
        lines.add(() -> title);
    }

    /// The number of the line of the function's name; its statements follow.
    int open(Function function) {
        lines.add(() -> "");
        lines.add(() -> "; " + function.doc());
        int line = add(() -> KernelText.header(function));
        depth++;
        return line;
    }

    /// The number of the statement's line; where it has blocks, [#close] ends the last of them.
    int add(Stmt statement) {
        int line = add(() -> KernelText.line(statement));
        if (statement instanceof Stmt.For || statement instanceof Stmt.If) {
            depth++;
        }
        return line;
    }

    /// Begins the second block of a choice.
    void otherwise() {
        depth--;
        add(() -> "else");
        depth++;
    }

    void close() {
        depth--;
    }

    private int add(Supplier<String> text) {
        String indent = INDENT.repeat(depth);
        lines.add(() -> indent + text.get());
        return lines.size();
    }

    /// All lines.
    String text() {
        return lines.stream().map(line -> line.get() + "\n").collect(Collectors.joining());
    }
}
