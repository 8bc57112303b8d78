package dev.rsparse.compiler.report;

/// Command lines in running text.
final class Commands {

    private Commands() {}

    /// Writes a call of rsparsec that reads a text.
    ///
    /// @param arguments all but those that name the text
    static void overText(Markup out, String arguments) {
        out.leaf("code", "rsparsec " + arguments + " --tokens FILE.u16");
        out.text(" (or ").leaf("code", "--text FILE").text(")");
    }
}
