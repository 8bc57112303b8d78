package dev.rsparse.compiler.tokens;

import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.engine.Engine;
import dev.rsparse.compiler.project.FileProblems;
import dev.rsparse.compiler.project.ModelProject;
import dev.rsparse.compiler.project.ProjectException;
import dev.rsparse.runtime.CompiledModel;
import dev.rsparse.runtime.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.AbstractList;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.RandomAccess;
import java.util.function.IntFunction;

/// The windows of a file, cut from its ids when they are asked for. They do not overlap; what does not fill a
/// window at the end is left out.
public final class TokenWindows extends AbstractList<int[]> implements RandomAccess, WindowSource {

    private final TokenIds ids;
    private final TextIdentity identity;

    private TokenWindows(TokenIds ids, TextIdentity identity) {
        this.ids = ids;
        this.identity = identity;
    }

    /// Windows of a file of token ids, little-endian 16 bits each. Only what they cover is read.
    ///
    /// @param length tokens in a window
    /// @param limit most tokens to read
    /// @throws ProjectException when the file cannot be read, holds an id outside the vocabulary in these windows,
    ///     or is too short, or a window does not fit the model
    public static TokenWindows ofTokens(ModelProject project, Path file, int length, long limit) {
        try {
            requireFit(project, file.toString(), length);
            if (Files.isRegularFile(file) && Files.size(file) % Short.BYTES != 0) {
                throw problem(file, "has " + Files.size(file) + " bytes, an odd number", "a token takes two bytes");
            }
            return cut(project, file, TokenIds.of(file), length, limit);
        } catch (IOException problem) {
            throw FileProblems.unreadable(file, problem);
        }
    }

    /// Windows of a text in UTF-8, without a begin token.
    ///
    /// @throws ProjectException as [#ofTokens(ModelProject, Path, int, long)]
    public static TokenWindows ofText(ModelProject project, Path file, int length, long limit) {
        try {
            requireFit(project, file.toString(), length);
            int[] ids = Tokenizer.load(project.tokenizerPath()).encode(Files.readString(file), false);
            return cut(project, file, TokenIds.of(ids), length, limit);
        } catch (IOException problem) {
            throw FileProblems.unreadable(file, problem);
        }
    }

    /// @param place the file that a message is about
    /// @throws ProjectException when the model cannot read, or predict nothing in, windows of `length` tokens
    static void requireFit(ModelProject project, String place, int length) {
        if (length < 2) {
            throw ProjectException.of(
                    place,
                    Code.TOKENS,
                    "a window of " + length + " tokens predicts nothing",
                    "give --window 2 or more");
        }
        int positions = Engine.maxPositions(project.model().graph(), project.config());
        if (length > positions) {
            throw ProjectException.of(
                    place,
                    Code.TOKENS,
                    "a window of " + length + " tokens is longer than the model's " + positions + " positions",
                    "give a smaller --window");
        }
    }

    private static TokenWindows cut(ModelProject project, Path file, TokenIds ids, int length, long limit) {
        long usable = Math.min(ids.count(), limit);
        if (usable < length) {
            throw problem(
                    file,
                    ids.count() < length
                            ? "holds " + ids.count() + " tokens, which is less than one window of " + length
                            : "reading " + limit + " tokens of it is less than one window of " + length,
                    "give a longer text or a smaller --window");
        }
        int count = (int) Math.min(usable / length, Integer.MAX_VALUE);
        requireKnown(project, file, ids, (long) count * length);
        String name = file.getFileName().toString();
        TextIdentity unread = new TextIdentity(name, Optional.empty(), OptionalLong.empty(), count, length);
        WindowDigests digests = new WindowDigests();
        new TokenWindows(ids, unread).forEach(digests::add);
        return new TokenWindows(
                ids, new TextIdentity(name, Optional.of(digests.text()), OptionalLong.empty(), count, length));
    }

    private static void requireKnown(ModelProject project, Path file, TokenIds ids, long used) {
        int vocabulary =
                project.model().graph().outputs().getFirst().value().type().size(-1);
        for (long i = 0; i < used; i++) {
            if (ids.at(i) >= vocabulary) {
                throw problem(
                        file,
                        "token " + i + " has id " + ids.at(i) + ", outside the vocabulary of " + vocabulary,
                        "the file was made with another tokenizer");
            }
        }
    }

    private static ProjectException problem(Path file, String message, String help) {
        return ProjectException.of(file.toString(), Code.TOKENS, message, help);
    }

    @Override
    public int[] get(int index) {
        Objects.checkIndex(index, size());
        int[] window = new int[identity.windowLength()];
        for (int i = 0; i < window.length; i++) {
            window[i] = ids.at((long) index * window.length + i);
        }
        return window;
    }

    @Override
    public int size() {
        return identity.windows();
    }

    @Override
    public TextIdentity identity() {
        return identity;
    }

    @Override
    public IntFunction<int[]> windows(CompiledModel dense) {
        return this::get;
    }
}
