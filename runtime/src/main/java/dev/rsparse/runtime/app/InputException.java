package dev.rsparse.runtime.app;

/// What a user gave does not fit the model. The message reads `subject: problem; help`.
public final class InputException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String subject;
    private final String problem;
    private final String help;

    /// @param subject the file that the problem is about
    /// @param problem what was expected and found, without the subject
    /// @param help what the user can do about it
    public InputException(String subject, String problem, String help) {
        super(subject + ": " + problem + "; " + help);
        this.subject = subject;
        this.problem = problem;
        this.help = help;
    }

    /// The file that the problem is about.
    public String subject() {
        return subject;
    }

    /// What was expected and found, without the subject.
    public String problem() {
        return problem;
    }

    /// What the user can do about it.
    public String help() {
        return help;
    }
}
