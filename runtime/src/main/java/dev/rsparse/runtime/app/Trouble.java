package dev.rsparse.runtime.app;

import dev.rsparse.runtime.io.WeightFileException;
import dev.rsparse.runtime.text.TokenizerException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What the user is told when something cannot be done.
///
/// @param subject the file that it is about
/// @param status what the process ends with
record Trouble(String subject, String problem, String help, int status) {

    static final int WRONG_INPUT = 1;
    static final int SYSTEM_TROUBLE = 3;

    /// What a failure means to a user; nothing where it is a bug.
    static Optional<Trouble> of(Exception failure) {
        return switch (failure) {
            case InputException wrong ->
                Optional.of(new Trouble(wrong.subject(), wrong.problem(), wrong.help(), WRONG_INPUT));
            case WeightFileException wrong ->
                Optional.of(new Trouble(wrong.path().toString(), wrong.problem(), wrong.help(), status(wrong)));
            case TokenizerException wrong -> {
                String part = wrong.part().isEmpty() ? "" : wrong.part() + ": ";
                yield Optional.of(
                        new Trouble(wrong.path().toString(), part + wrong.problem(), wrong.help(), WRONG_INPUT));
            }
            case IOException trouble ->
                Optional.of(new Trouble(
                        Usage.jar(), "cannot be read: " + trouble.getMessage(), "copy the jar again", SYSTEM_TROUBLE));
            default -> Optional.empty();
        };
    }

    private static int status(WeightFileException wrong) {
        return wrong.kind() == WeightFileException.Kind.UNREADABLE ? SYSTEM_TROUBLE : WRONG_INPUT;
    }

    /// As lines for a person.
    String text() {
        return String.format(Locale.ROOT, "%s: error: %s%n help: %s%n", subject, problem, help);
    }

    /// As `rsparsec --json` reports diagnostics.
    Map<String, Object> json() {
        Map<String, Object> diagnostic = new LinkedHashMap<>();
        diagnostic.put("severity", "error");
        diagnostic.put("message", problem);
        diagnostic.put("file", subject);
        diagnostic.put("help", help);
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("errors", 1);
        report.put("warnings", 0);
        report.put("diagnostics", List.of(diagnostic));
        return report;
    }
}
