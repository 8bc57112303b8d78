package dev.rsparse.runtime.app;

import dev.rsparse.runtime.CompiledModel;
import dev.rsparse.runtime.Generator;
import dev.rsparse.runtime.ModelInfo;
import dev.rsparse.runtime.Session;
import dev.rsparse.runtime.Workspace;
import dev.rsparse.runtime.sample.SamplingOptions;
import dev.rsparse.runtime.text.Detokenizer;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntConsumer;

/// Continues a prompt, for a person or for a program.
///
/// @param drawing how tokens are drawn
public record PromptRun(CompiledModel model, Detokenizer words, SamplingOptions drawing) {

    /// What was written and what it took.
    ///
    /// @param keptBytes share of the layers' weights that was read per decoded token, 0..1
    private record Written(Generator.Result result, double promptSpeed, double keptBytes) {}

    /// Refuses a prompt that the model cannot read.
    ///
    /// @param subject the file that is told as at fault
    /// @param count tokens to write
    /// @throws InputException when an id is outside the vocabulary, or the tokens do not fit
    public static void check(String subject, ModelInfo info, int[] ids, int count) {
        for (int id : ids) {
            if (id < 0 || id >= info.vocabulary()) {
                throw new InputException(
                        subject,
                        "token id " + id + " is outside the vocabulary of " + info.vocabulary(),
                        "give ids 0.." + (info.vocabulary() - 1));
            }
        }
        if (ids.length == 0 || count < 0 || ids.length > info.maxPositions()) {
            throw new InputException(
                    subject,
                    "a prompt of " + ids.length + " tokens and " + count + " to write do not fit",
                    "the model holds 1.." + info.maxPositions() + " tokens");
        }
    }

    /// Prints the prompt, what follows it as it is written, and a summary.
    ///
    /// @param count at most so many tokens, and as many as the model has room for
    public void print(int[] ids, int count, PrintWriter out) {
        show(out, words.decode(ids));
        Written written = write(ids, count, id -> show(out, words.next(id)));
        show(out, words.finish());
        printSummary(ids, written, out);
    }

    /// The same as one JSON object.
    public Map<String, Object> json(int[] ids, int count) {
        Written written = write(ids, count, _ -> {});
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("policy", model.info().policy());
        object.put("promptIds", ids);
        object.put("ids", written.result().ids());
        object.put("text", words.decode(written.result().ids()));
        object.put("promptTokensPerSecond", written.promptSpeed());
        object.put("decodeTokensPerSecond", written.result().decode().tokensPerSecond());
        object.put("keptBytes", written.keptBytes());
        object.put("nominalKeptBytes", model.info().nominalKept());
        return object;
    }

    private Written write(int[] ids, int count, IntConsumer onToken) {
        int room = (int) Math.min(model.info().maxPositions(), (long) ids.length + count);
        Session session = model.newSession(room);
        Generator.Result result = new Generator(model, drawing).generate(session, ids, room - ids.length, onToken);
        Workspace read = session.workspace();
        return new Written(
                result,
                ids.length * 1e9 / result.promptNanos(),
                model.info().keptBytes(read.keptChannels(), read.thinnedTokens()));
    }

    private static void show(PrintWriter out, String text) {
        out.print(text);
        out.flush();
    }

    private void printSummary(int[] ids, Written written, PrintWriter out) {
        Generator.Timing decode = written.result().decode();
        out.printf(
                Locale.ROOT,
                "%n%nprompt      %d tokens, %.0f tokens/s%n"
                        + "decode      %d tokens, %.0f tokens/s (%.0f over the last %d; the first ones wait for the"
                        + " JVM to compile)%npolicy      %s%n"
                        + "kept bytes  %.1f %% of the layers' weights per decoded token (%.1f %% asked)%n",
                ids.length,
                written.promptSpeed(),
                written.result().ids().length,
                decode.tokensPerSecond(),
                decode.lateTokensPerSecond(),
                decode.lateTokens(),
                model.info().policy(),
                100 * written.keptBytes(),
                100 * model.info().nominalKept());
        out.flush();
    }
}
