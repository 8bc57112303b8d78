package dev.rsparse.compiler.check;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/// The path of a linear's weight in steps: `layer[3].q` is `layer` with index 3, then `q`.
record SitePath(List<Step> steps) {

    /// One name and the index behind it, if any.
    record Step(String name, OptionalLong index) {}

    SitePath {
        steps = List.copyOf(steps);
    }

    static SitePath parse(String path) {
        List<Step> steps = new ArrayList<>();
        for (String part : path.split("\\.")) {
            int bracket = part.indexOf('[');
            steps.add(
                    bracket < 0
                            ? new Step(part, OptionalLong.empty())
                            : new Step(
                                    part.substring(0, bracket),
                                    OptionalLong.of(Long.parseLong(part.substring(bracket + 1, part.length() - 1)))));
        }
        return new SitePath(steps);
    }
}
