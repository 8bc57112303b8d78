package dev.rsparse.runtime.app;

import dev.rsparse.runtime.ModelInfo;
import dev.rsparse.runtime.sample.SamplingOptions;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What a command line asks the program of a jar for.
///
/// @param prompt text to continue, behind the begin token
/// @param ids tokens to continue, as they are
/// @param rows file of rows of numbers; exactly one of these three is given
/// @param count most tokens to write
/// @param threads how many threads run a step, where it is said
/// @param json whether to print one JSON object
record Request(
        Optional<String> prompt,
        Optional<int[]> ids,
        Optional<Path> rows,
        int count,
        Optional<Integer> threads,
        SamplingOptions drawing,
        boolean json) {

    static final String JSON = "--json";

    private static final String PROMPT = "--prompt";
    private static final String IDS = "--prompt-ids";
    private static final String INPUT = "--input";
    private static final String TOKENS = "--tokens";
    private static final String THREADS = "--threads";
    private static final String TEMPERATURE = "--temperature";
    private static final String TOP_K = "--top-k";
    private static final String TOP_P = "--top-p";
    private static final String SEED = "--seed";

    private static final Set<String> VALUED =
            Set.of(PROMPT, IDS, INPUT, TOKENS, THREADS, TEMPERATURE, TOP_K, TOP_P, SEED);

    private static final String WHOLE = "a whole number";
    private static final String NUMBER = "a number";

    /// @throws UsageException when the command line is wrong
    static Request of(String[] line) {
        Words words = Words.of(line, VALUED, Set.of(JSON));
        words.requireOne(List.of(PROMPT, IDS, INPUT));
        return new Request(
                words.text(PROMPT),
                words.numbers(IDS),
                words.text(INPUT).map(Request::path),
                words.number(TOKENS, WHOLE, Integer::valueOf).orElseGet(() -> Integer.valueOf(Defaults.TOKENS)),
                words.number(THREADS, WHOLE, Integer::valueOf).map(Request::threads),
                drawing(words),
                words.has(JSON));
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException problem) {
            throw new UsageException(INPUT + " takes a file, not '" + text + "'");
        }
    }

    private static int threads(int number) {
        if (number < 1 || number > ModelInfo.MOST_THREADS) {
            throw new UsageException(THREADS + " takes a number from 1 to " + ModelInfo.MOST_THREADS);
        }
        return number;
    }

    private static SamplingOptions drawing(Words words) {
        float temperature =
                words.number(TEMPERATURE, NUMBER, Float::valueOf).orElseGet(() -> Float.valueOf(Defaults.TEMPERATURE));
        int topK = words.number(TOP_K, WHOLE, Integer::valueOf).orElseGet(() -> Integer.valueOf(Defaults.TOP_K));
        float topP = words.number(TOP_P, NUMBER, Float::valueOf).orElseGet(() -> Float.valueOf(Defaults.TOP_P));
        long seed = words.number(SEED, WHOLE, Long::valueOf).orElseGet(() -> Long.valueOf(Defaults.SEED));
        try {
            return new SamplingOptions(temperature, topK, topP, seed);
        } catch (IllegalArgumentException problem) {
            throw new UsageException(problem.getMessage());
        }
    }
}
