package dev.rsparse.runtime.app;

import java.nio.file.Path;

/// What `--help` prints.
final class Usage {

    private Usage() {}

    static String text() {
        return """
                Usage: java --add-modules jdk.incubator.vector -jar %s OPTIONS
                Runs the model in this jar: continues a prompt, or classifies rows of numbers.
                      --prompt TEXT          Text to continue, behind the begin token.
                      --prompt-ids ID,ID,…   Token ids to continue, taken as they are.
                      --input ROWS.npy       Rows for a model that reads numbers: float32 [N,n]. Prints the class of each.
                      --tokens N             Write at most N tokens; the end token stops earlier. Default: %s.
                      --threads N            Run on N threads; the text does not depend on it. Default: as compiled.
                      --temperature T        0 takes the likeliest token, 1 draws as the model says. Default: %s.
                      --top-k K              Draw among the K likeliest tokens; 0 for all. Default: %s.
                      --top-p P              Draw among the fewest tokens that together have probability P. Default: %s.
                      --seed S               Seed of the draws; the same seed gives the same text. Default: %s.
                      --json                 Print one JSON object instead of the text.
                  -h, --help                 Print this.

                Exit codes: 0 done, 1 the input is wrong, 2 the command line is wrong, 3 file or system trouble,
                70 a bug of rsparsec
                """.formatted(
                        jar(), Defaults.TOKENS, Defaults.TEMPERATURE, Defaults.TOP_K, Defaults.TOP_P, Defaults.SEED);
    }

    /// The jar as `java -jar` was told it, or a stand-in where the program was started in another way.
    static String jar() {
        String path = System.getProperty("java.class.path", "");
        return path.endsWith(".jar") && !path.contains(System.getProperty("path.separator"))
                ? Path.of(path).toString()
                : "model.jar";
    }
}
