package dev.rsparse.compiler.check;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Damages source texts; the same seed damages them in the same ways.
public final class Mutator {

    private static final int MOST_CHANGES = 4;
    private static final Pattern WORD = Pattern.compile("\\w+|\\s+|[^\\w\\s]");

    private final Random random;
    private final List<List<String>> sources;

    public Mutator(long seed, List<String> sources) {
        this.random = new Random(seed);
        this.sources = sources.stream().map(Mutator::words).toList();
    }

    /// Every source there is: examples, shapes, and what goldens are made of.
    public static List<String> everySource() throws IOException {
        List<String> texts = new ArrayList<>();
        for (String folder : List.of(
                "../examples", "../benchmarks/models", "../golden-tests/src/test/resources", "src/test/resources")) {
            try (Stream<Path> files = Files.walk(Path.of(folder))) {
                for (Path file : files.filter(path -> path.toString().endsWith(".rsp"))
                        .sorted()
                        .toList()) {
                    texts.add(Files.readString(file));
                }
            }
        }
        return texts;
    }

    /// Words, blanks and marks; joined they give the text.
    static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(text);
        while (word.find()) {
            words.add(word.group());
        }
        return words;
    }

    /// One of the sources with a few changes.
    public String next() {
        List<String> words = new ArrayList<>(source());
        int changes = 1 + random.nextInt(MOST_CHANGES);
        for (int i = 0; i < changes && !words.isEmpty(); i++) {
            change(words, random.nextInt(words.size()));
        }
        return String.join("", words);
    }

    private void change(List<String> words, int at) {
        switch (random.nextInt(8)) {
            case 0 -> words.remove(at);
            case 1 -> words.add(at, word());
            case 2 -> words.set(at, word());
            case 3 -> words.set(at, misspelt(words.get(at)));
            case 4 -> words.set(at, Integer.toString(random.nextInt(-3, 5000)));
            case 5 -> words.addAll(at, stretch(source()));
            case 6 ->
                words.subList(at, Math.min(words.size(), at + random.nextInt(40)))
                        .clear();
            default -> words.addAll(at, stretch(words));
        }
    }

    private List<String> source() {
        return sources.get(random.nextInt(sources.size()));
    }

    private String word() {
        List<String> source = source();
        return source.isEmpty() ? ";" : source.get(random.nextInt(source.size()));
    }

    private List<String> stretch(List<String> words) {
        if (words.isEmpty()) {
            return List.of();
        }
        int from = random.nextInt(words.size());
        return List.copyOf(words.subList(from, Math.min(words.size(), from + random.nextInt(40))));
    }

    private String misspelt(String word) {
        int at = random.nextInt(word.length());
        return word.substring(0, at) + (char) random.nextInt(1, 0x3000) + word.substring(at + random.nextInt(2));
    }
}
