import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/// The command line's own description → a completion script for bash and zsh, and one man page per command.
///
/// Runs from source while the build packages the compiler, so neither it nor a documentation toolchain lands in the
/// product. picocli prints AsciiDoc only; turning that into roff would cost a JRuby.
///
///     java -cp CLASSPATH CommandPages.java MAIN_CLASS OUT_FOLDER
///
/// where `MAIN_CLASS.commandLine()` gives it.
final class CommandPages {

    private final Path folder;

    private CommandPages(Path folder) {
        this.folder = folder;
    }

    public static void main(String[] args) throws IOException, ReflectiveOperationException {
        CommandLine root =
                (CommandLine) Class.forName(args[0]).getMethod("commandLine").invoke(null);
        Path out = Path.of(args[1]);
        String name = root.getCommandName();
        write(out.resolve("completion").resolve(name + "_completion"), AutoComplete.bash(name, root));
        new CommandPages(out.resolve("man").resolve("man1")).page(root);
    }

    private void page(CommandLine command) throws IOException {
        CommandSpec spec = command.getCommandSpec();
        String title = spec.qualifiedName("-");
        StringBuilder roff = new StringBuilder();
        roff.append(".TH \"").append(escape(title.toUpperCase(Locale.ROOT))).append("\" 1\n");
        roff.append(".SH NAME\n").append(escape(title)).append(" \\- ");
        roff.append(escape(text(spec.usageMessage().description()).replace('\n', ' ')))
                .append('\n');
        roff.append(".SH SYNOPSIS\n.nf\n")
                .append(escape(command.getHelp().synopsis(0).strip()))
                .append("\n.fi\n");
        arguments(roff, spec);
        subcommands(roff, command);
        exitCodes(roff, spec);
        footer(roff, spec);
        write(folder.resolve(title + ".1"), roff.toString());
        for (CommandLine sub : visible(command)) {
            page(sub);
        }
    }

    private static void arguments(StringBuilder roff, CommandSpec spec) {
        List<String> entries = new ArrayList<>();
        for (PositionalParamSpec parameter : spec.positionalParameters()) {
            if (!parameter.hidden()) {
                entries.add(entry(parameter.paramLabel(), text(parameter.description())));
            }
        }
        for (OptionSpec option : spec.options()) {
            if (!option.hidden()) {
                entries.add(entry(String.join(", ", option.names()) + label(option), text(option.description())));
            }
        }
        section(roff, "OPTIONS", entries);
    }

    private static String label(ArgSpec option) {
        if (option.arity().max() == 0) {
            return "";
        }
        return option.arity().min() == 0 ? "[=" + option.paramLabel() + "]" : "=" + option.paramLabel();
    }

    private static void subcommands(StringBuilder roff, CommandLine command) {
        List<String> entries = new ArrayList<>();
        for (CommandLine sub : visible(command)) {
            entries.add(entry(
                    sub.getCommandSpec().qualifiedName("-") + "(1)",
                    text(sub.getCommandSpec().usageMessage().description())));
        }
        section(roff, "COMMANDS", entries);
    }

    private static void exitCodes(StringBuilder roff, CommandSpec spec) {
        List<String> entries = new ArrayList<>();
        for (Map.Entry<String, String> code : spec.usageMessage().exitCodeList().entrySet()) {
            entries.add(entry(code.getKey().strip(), text(code.getValue())));
        }
        section(roff, "EXIT STATUS", entries);
    }

    private static void footer(StringBuilder roff, CommandSpec spec) {
        String notes = text(spec.usageMessage().footer());
        if (!notes.isBlank()) {
            roff.append(".SH NOTES\n").append(escape(notes)).append('\n');
        }
    }

    private static List<CommandLine> visible(CommandLine command) {
        return command.getSubcommands().values().stream()
                .distinct()
                .filter(sub -> !sub.getCommandSpec().usageMessage().hidden())
                .toList();
    }

    private static void section(StringBuilder roff, String heading, List<String> entries) {
        if (!entries.isEmpty()) {
            roff.append(".SH ").append(heading).append('\n');
            entries.forEach(roff::append);
        }
    }

    private static String entry(String term, String description) {
        return ".TP\n\\fB" + escape(term) + "\\fR\n" + escape(description) + "\n";
    }

    /// picocli's lines without its colour markup and with `%n` resolved.
    private static String text(String... lines) {
        return Ansi.OFF
                .string(String.join("\n", lines).replace("%n", "\n").replace("%%", "%"))
                .strip();
    }

    /// A line that begins with `.` or `'` would be a roff request; a bare `-` may become a typographic hyphen.
    private static String escape(String text) {
        return text.replace("\\", "\\e").replace("-", "\\-").replaceAll("(?m)^([.'])", "\\\\&$1");
    }

    private static void write(Path file, String content) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, content.replace(System.lineSeparator(), "\n"));
    }
}
