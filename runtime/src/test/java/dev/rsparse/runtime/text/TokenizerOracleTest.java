package dev.rsparse.runtime.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The example model's tokenizer against Hugging Face's, id for id.
class TokenizerOracleTest {
    private static final Path FILE = TokenizerVariant.ORIGINAL;

    private static Tokenizer ours;
    private static HuggingFaceOracle theirs;

    @BeforeAll
    static void open() throws Exception {
        theirs = HuggingFaceOracle.open(FILE);
        ours = Tokenizer.load(FILE);
    }

    @AfterAll
    static void close() {
        if (theirs != null) {
            theirs.close();
        }
    }

    @Test
    void encodesAMegabyteOfHardText() {
        int bytes = 0;
        for (int seed = 0; seed < 400; seed++) {
            String text = SampleText.random(seed, 1000);
            bytes += text.getBytes(StandardCharsets.UTF_8).length;
            theirs.assertSameIds(ours, text, seed % 2 == 0);
        }
        assertThat(bytes).isGreaterThan(1 << 20);
    }

    @Test
    void encodesAMegabyteInOnePiece() {
        theirs.assertSameIds(ours, SampleText.random(7, 300_000), true);
    }

    @Test
    void encodesSourceFiles() throws Exception {
        for (String text : SampleText.files()) {
            theirs.assertSameIds(ours, text, false);
        }
    }

    @Test
    void encodesShortTexts() {
        theirs.assertSameIds(ours, "", true);
        theirs.assertSameIds(ours, "", false);
        for (int seed = 0; seed < 5000; seed++) {
            theirs.assertSameIds(ours, SampleText.random(seed, 1 + seed % 4), seed % 3 == 0);
        }
    }

    @Test
    void agreesOnEveryCodePointOfTheFirstTwoPlanes() {
        StringBuilder text = new StringBuilder();
        // The planes above hold ideographs, tags and private characters, too many alike to try each.
        for (int point = 0; point < 0x20000; point++) {
            if (point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE) {
                String it = Character.toString(point);
                text.append('a')
                        .append(it)
                        .append("a1")
                        .append(it)
                        .append(' ')
                        .append(it)
                        .append('\'')
                        .append(it);
            }
            if (point % 1024 == 1023) {
                theirs.assertSameIds(ours, text.toString(), false);
                text.setLength(0);
            }
        }
    }

    @Test
    void encodesWhiteSpaceRunsOfEveryMix() {
        SplittableRandom random = new SplittableRandom(11);
        String alphabet = " \t\n\r\u000b\f\u0085\u00a0\u2029a1.";
        for (int round = 0; round < 5000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < 20; i++) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            theirs.assertSameIds(ours, text.toString(), false);
        }
    }

    @Test
    void decodesRandomIds() {
        SplittableRandom random = new SplittableRandom(5);
        for (int round = 0; round < 500; round++) {
            // Small ids are special tokens and single bytes: much of this is not UTF-8.
            int bound = round % 2 == 0 ? 260 : ours.size();
            int[] ids = random.ints(200, 0, bound).toArray();
            assertThat(ours.decode(ids, round % 3 == 0)).isEqualTo(theirs.decode(ids, round % 3 == 0));
        }
    }

    @Test
    void refusesNothingThatBytesCanSay() {
        byte[] bytes = new byte[1 << 16];
        new SplittableRandom(9).nextBytes(bytes);
        String latin = new String(bytes, StandardCharsets.ISO_8859_1);

        int[] ids = ours.encode(latin, false);

        assertThat(ours.decode(ids, false)).isEqualTo(latin);
        assertThat(Arrays.equals(ids, theirs.encode(latin, false))).isTrue();
    }
}
