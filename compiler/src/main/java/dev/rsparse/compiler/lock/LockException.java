package dev.rsparse.compiler.lock;

/// A lock file that cannot be used as it stands. Checked, because the user is at fault and has to be told.
///
/// The message is `NAME:LINE:COLUMN: PROBLEM` and, on a second line, `help: HELP`.
public final class LockException extends Exception {

    private static final long serialVersionUID = 1L;

    private final int line;
    private final int column;
    private final String problem;
    private final String help;

    LockException(String file, int line, int column, String problem, String help) {
        super(file + ":" + line + ":" + column + ": " + problem + "\nhelp: " + help);
        this.line = line;
        this.column = column;
        this.problem = problem;
        this.help = help;
    }

    /// Line of the fault, from 1.
    public int line() {
        return line;
    }

    /// Column of the fault, from 1.
    public int column() {
        return column;
    }

    /// What is wrong, without the place.
    public String problem() {
        return problem;
    }

    /// What the user can do.
    public String help() {
        return help;
    }
}
