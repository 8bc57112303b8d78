package dev.rsparse.runtime.text;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/// Text that is hard on tokenizers, the same in every run.
final class SampleText {
    /// Separated by `¦`.
    private static final String[] PIECES = String.join(
                    "¦",
                    " ¦  ¦   ¦\t¦\n¦\r\n¦\r¦\n\n\n¦ \n¦\u00a0¦\u2028¦\u3000¦\u200b¦\u0085",
                    "'s¦'S¦’s¦'\u017f¦'LL¦'ve¦'Re¦'d'D'm¦''t¦can't¦I'M¦o'clock",
                    "the¦ the¦The¦ quick¦Fox¦jumps¦antidisestablishmentarianism¦straße¦ŒUVRE¦naïve",
                    "0¦12¦345¦6789¦31415926535897932384626433832795¦½¦٣٤٥¦Ⅷ¦²³¦1,234.56",
                    "<|begin_of_text|>¦<|end_of_text|>¦<|end_of_text¦<|¦|>¦<|begin_of_text|><|end_of_text|>",
                    "😀¦👩‍👩‍👧‍👦¦👍🏽¦🇩🇪¦❤️¦e\u0301¦a\u0300\u0316\u0323¦\u0301¦한국어¦\u1112\u1161\u11ab",
                    "日本語¦中文字符¦ｶﾀｶﾅ¦العربية¦שלום¦हिन्दी¦ไทย¦𝔘𝔫𝔦¦𠀀𠀁¦𐍈¦\u0000¦\u0001\u001f\u007f",
                    "\ufeff¦\ufffd¦\uffff¦\u202e¦\u00ad¦(¦)¦...¦!?¦==¦/*¦*/¦{}¦#$%¦_¦a_b",
                    "https://example.com/a?b=c&d¦\\n¦\"quoted\"¦--¦—¦→¦∑¦€¦K¦İ¦ı¦ß¦ﬁ¦ŉ")
            .split("¦");

    private SampleText() {}

    /// A text of random pieces: words, marks, scripts, white space, and any code point of planes 0 to 2.
    static String random(long seed, int pieces) {
        SplittableRandom random = new SplittableRandom(seed);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < pieces; i++) {
            if (random.nextInt(8) == 0) {
                text.appendCodePoint(codePoint(random));
            } else {
                text.append(PIECES[random.nextInt(PIECES.length)]);
            }
        }
        return text.toString();
    }

    private static int codePoint(SplittableRandom random) {
        while (true) {
            int point = random.nextInt(random.nextBoolean() ? 0x3000 : 0x30000);
            boolean surrogate = point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
            if (!surrogate) {
                return point;
            }
        }
    }

    /// The project's own source files and the example model's text files.
    static List<String> files() throws IOException {
        List<String> texts = new ArrayList<>();
        for (String folder : new String[] {"src", "../examples/quill"}) {
            try (Stream<Path> paths = Files.walk(Path.of(folder))) {
                paths.filter(path -> path.toString().matches(".*\\.(java|json|rsp)"))
                        .sorted()
                        .forEach(path -> texts.add(read(path)));
            }
        }
        return texts;
    }

    private static String read(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
