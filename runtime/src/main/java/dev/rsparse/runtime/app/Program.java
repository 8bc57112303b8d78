package dev.rsparse.runtime.app;

import dev.rsparse.runtime.CompiledModel;
import dev.rsparse.runtime.io.WeightFileException;
import dev.rsparse.runtime.text.Detokenizer;
import dev.rsparse.runtime.text.Tokenizer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// A command line → the model's answer, or one message and an exit status.
final class Program {

    static final int WRONG_COMMAND_LINE = 2;

    private static final int OUR_FAULT = 70;

    private final PrintWriter out;
    private final PrintWriter err;

    Program(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    int run(String[] line) {
        List<String> words = Arrays.asList(line);
        if (words.contains("--help") || words.contains("-h")) {
            out.print(Usage.text());
            out.flush();
            return 0;
        }
        try {
            answer(Request.of(line), ModelJar.of(Program.class));
            return 0;
        } catch (UsageException wrong) {
            err.println(wrong.getMessage());
            err.print(Usage.text());
            err.flush();
            return WRONG_COMMAND_LINE;
        } catch (IOException | RuntimeException failure) {
            return Trouble.of(failure)
                    .map(trouble -> tell(trouble, words.contains(Request.JSON)))
                    .orElseGet(() -> internal(failure));
        } catch (OutOfMemoryError full) {
            err.println("out of memory (" + full.getMessage() + "); give the JVM more, for example with -Xmx8g");
            return Trouble.SYSTEM_TROUBLE;
        } catch (StackOverflowError | LinkageError bug) {
            return internal(bug);
        }
    }

    private int tell(Trouble trouble, boolean json) {
        err.print(trouble.text());
        err.flush();
        if (json) {
            out.println(JsonWriter.write(trouble.json()));
        }
        return trouble.status();
    }

    private int internal(Throwable bug) {
        bug.printStackTrace(err);
        err.println("internal error: this is a bug of rsparsec; please report it with the lines above");
        return OUR_FAULT;
    }

    private void answer(Request request, ModelJar jar) throws IOException {
        try (CompiledModel model = jar.model()) {
            requireKind(request, jar, model);
            request.threads().ifPresent(model::setThreads);
            if (request.rows().isPresent()) {
                answerRows(request, model);
            } else {
                answerPrompt(request, jar, model);
            }
        }
    }

    private static void requireKind(Request request, ModelJar jar, CompiledModel model) {
        boolean rows = model.inputWidth() > 0;
        if (rows != request.rows().isPresent()) {
            throw new InputException(
                    jar.path().toString(),
                    jar.title() + (rows ? " reads rows of numbers, not tokens" : " reads tokens, not rows of numbers"),
                    rows ? "give it --input ROWS.npy" : "give it a text with --prompt, or ids with --prompt-ids");
        }
    }

    private void answerRows(Request request, CompiledModel model) {
        Path file = request.rows().orElseThrow();
        RowsRun run;
        try {
            run = RowsRun.of(model, RowsRun.read(file, model.inputWidth()));
        } catch (IOException problem) {
            throw new WeightFileException(
                    WeightFileException.Kind.UNREADABLE,
                    file,
                    problem instanceof NoSuchFileException
                            ? "does not exist"
                            : "cannot be read: " + problem.getMessage(),
                    "check the path and its permissions",
                    problem);
        }
        if (request.json()) {
            out.println(JsonWriter.write(run.json()));
        } else {
            run.print(out);
        }
    }

    private void answerPrompt(Request request, ModelJar jar, CompiledModel model) throws IOException {
        Optional<Tokenizer> tokenizer = jar.tokenizer();
        int[] ids = request.ids()
                .orElseGet(() -> tokenizer
                        .orElseThrow(() -> new InputException(
                                jar.path().toString(), "has no tokenizer.json", "give token ids with --prompt-ids"))
                        .encode(request.prompt().orElseThrow(), true));
        PromptRun.check(jar.path().toString(), model.info(), ids, request.count());
        PromptRun run = new PromptRun(model, new Detokenizer(tokenizer), request.drawing());
        if (request.json()) {
            out.println(JsonWriter.write(run.json(ids, request.count())));
        } else {
            run.print(ids, request.count(), out);
        }
    }
}
