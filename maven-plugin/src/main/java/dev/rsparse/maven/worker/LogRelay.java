package dev.rsparse.maven.worker;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.maven.plugin.logging.Log;

/// What the compiler prints → lines of Maven's log. A diagnostic begins `FILE:LINE:COLUMN: error E0203: …`, as IDEs
/// link it, and the lines below it are indented.
public final class LogRelay {

    private static final Pattern HEADING = Pattern.compile("(.*: )?(error|warning) [EW]\\d{4}: .*");
    private static final String MESSAGE = "rsparsec: ";
    /// What every JVM says that was asked for an incubating module.
    private static final String INCUBATOR = "WARNING: Using incubator modules";

    private enum Level {
        NONE,
        WARNING,
        ERROR
    }

    private final Log log;
    private final List<String> errors = new ArrayList<>();
    private Level level = Level.NONE;

    public LogRelay(Log log) {
        this.log = log;
    }

    /// Takes one line.
    public synchronized void line(String line) {
        Matcher heading = HEADING.matcher(line);
        if (heading.matches()) {
            level = heading.group(2).equals("error") ? Level.ERROR : Level.WARNING;
            if (level == Level.ERROR) {
                errors.add(line);
            }
        } else if (!line.startsWith(" ")) {
            level = Level.NONE;
        }
        switch (level) {
            case ERROR -> log.error(line);
            case WARNING -> log.warn(line);
            case NONE -> plain(line);
        }
    }

    private void plain(String line) {
        if (line.startsWith(MESSAGE)) {
            log.info(line.substring(MESSAGE.length()));
        } else if (!line.startsWith(INCUBATOR) && !line.isBlank()) {
            log.warn(line);
        }
    }

    /// The first line of each error so far.
    public synchronized List<String> errors() {
        return List.copyOf(errors);
    }
}
