package dev.rsparse.compiler.cli;

import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.project.ModelProject;
import dev.rsparse.compiler.project.ProjectException;
import java.util.stream.Stream;

/// What a model reads, for commands that are about one kind.
final class Reads {

    private Reads() {}

    private static Stream<Node> inputs(ModelProject project) {
        return project.model().graph().nodes().stream().filter(Node.Input.class::isInstance);
    }

    /// Refuses a model that does not read tokens.
    static void requireTokens(ModelProject project) {
        if (inputs(project).findAny().isPresent()) {
            throw ProjectException.of(
                    project.source().toString(),
                    Code.TOKENS,
                    project.model().name() + " reads rows of numbers, not tokens",
                    "run it with 'rsparsec run MODEL.rsp --input ROWS.npy'");
        }
    }

    /// Numbers of a row that the model reads; refuses one that reads tokens.
    static int rowWidth(ModelProject project) {
        return inputs(project)
                .findFirst()
                .orElseThrow(() -> ProjectException.of(
                        project.source().toString(),
                        Code.TOKENS,
                        project.model().name() + " reads tokens, not rows of numbers",
                        "give it a text with --prompt, or ids with --prompt-ids"))
                .output()
                .type()
                .rowSize();
    }
}
