package dev.rsparse.maven.worker;

import java.util.ArrayList;
import java.util.List;
import org.apache.maven.plugin.logging.SystemStreamLog;

/// Keeps the lines of a log, each with its level.
final class LinesLog extends SystemStreamLog {

    private final List<String> lines = new ArrayList<>();

    @Override
    public void info(CharSequence content) {
        lines.add("INFO " + content);
    }

    @Override
    public void warn(CharSequence content) {
        lines.add("WARN " + content);
    }

    @Override
    public void error(CharSequence error) {
        lines.add("ERROR " + error);
    }

    List<String> lines() {
        return lines;
    }
}
