package dev.rsparse.compiler.cli;

import dev.rsparse.compiler.inspect.OnnxCheck;
import java.util.Map;
import java.util.Optional;

/// What there is to say of an ONNX model that was thinned.
///
/// @param check of its outputs, where it was asked for
record ThinnedModel(RewriteReport report, Measured measured, Optional<OnnxCheck> check) {

    /// Lines for people; each ends in `\n`.
    String text() {
        return report.text() + check.map(OnnxCheck::text).orElse("");
    }

    /// Adds the same for JSON.
    void put(Map<String, Object> object) {
        object.putAll(report.object());
        measured.put(object);
        check.ifPresent(done -> object.put("check", done.object()));
    }

    /// The exit status: 1, and why, where a check found it too far from its original.
    int status(Console console) {
        return check.map(done -> OnnxRunOptions.status(done, report.target(), console))
                .orElse(0);
    }
}
