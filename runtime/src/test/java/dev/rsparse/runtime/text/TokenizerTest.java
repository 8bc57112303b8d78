package dev.rsparse.runtime.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TokenizerTest {
    private final Tokenizer tokenizer = Tokenizer.load(TokenizerVariant.ORIGINAL);

    @Test
    void encodesKnownWords() {
        int[] ids = tokenizer.encode("The quick brown fox", true);

        assertThat(Arrays.stream(ids).mapToObj(id -> tokenizer.token(id).orElseThrow()))
                .startsWith("<|begin_of_text|>", "The")
                .doesNotContain(" ");
        assertThat(tokenizer.decode(ids, true)).isEqualTo("The quick brown fox");
        assertThat(tokenizer.decode(ids, false)).isEqualTo("<|begin_of_text|>The quick brown fox");
    }

    @Test
    void namesItsTokens() {
        assertThat(tokenizer.size()).isEqualTo(4096);
        assertThat(tokenizer.id("<|end_of_text|>")).hasValue(1);
        assertThat(tokenizer.id("no such token")).isEmpty();
        assertThat(tokenizer.token(1)).contains("<|end_of_text|>");
        assertThat(tokenizer.token(4096)).isEmpty();
        assertThat(tokenizer.token(-1)).isEmpty();
    }

    @Test
    void decodesWhatItEncoded() {
        for (int seed = 0; seed < 50; seed++) {
            String text = SampleText.random(seed, 1000);

            assertThat(tokenizer.decode(tokenizer.encode(text, false), false)).isEqualTo(text);
        }
    }

    @Test
    void takesHalfASurrogatePairForTheReplacementCharacter() {
        for (String half : List.of("\ud83d", "\ude00", "\ude00\ud83d")) {
            String text = "a" + half + "b" + half;

            assertThat(tokenizer.encode(text, false))
                    .isEqualTo(tokenizer.encode(text.replaceAll("[\\x{D800}-\\x{DFFF}]", "\ufffd"), false));
        }
    }

    @Test
    void saysNothingForIdsOutsideTheVocabulary() {
        assertThat(tokenizer.decode(new int[] {-1, 34, 5000, Integer.MAX_VALUE}, false))
                .isEqualTo("A");
    }

    @Test
    void encodesAMegabyteOfOneLetterInSeconds() {
        for (String letter : List.of("a", "é", " ", "\n", "!", "中", "Aa")) {
            String text = letter.repeat((1 << 20) / letter.length());

            int[] ids = assertTimeoutPreemptively(Duration.ofSeconds(20), () -> tokenizer.encode(text, false));

            assertThat(tokenizer.decode(ids, false)).isEqualTo(text);
        }
    }

    @Test
    void givesTheSameIdsOnManyThreads() {
        String text = SampleText.random(3, 2000);
        int[] expected = tokenizer.encode(text, true);

        assertThat(IntStream.range(0, 64).parallel().mapToObj(i -> tokenizer.encode(text, true)))
                .allMatch(ids -> Arrays.equals(ids, expected));
    }

    @Test
    void streamsTheTextThatDecodingGives() {
        SplittableRandom random = new SplittableRandom(2);
        for (int round = 0; round < 300; round++) {
            int[] ids = random.ints(100, 0, round % 2 == 0 ? 260 : 4096).toArray();
            TokenStream stream = tokenizer.stream(round % 3 == 0);
            StringBuilder text = new StringBuilder();
            for (int id : ids) {
                text.append(stream.next(id));
            }
            text.append(stream.finish());

            assertThat(text.toString()).isEqualTo(tokenizer.decode(ids, round % 3 == 0));
        }
    }

    @Test
    void holdsACharacterBackUntilItIsWhole() {
        TokenStream stream = tokenizer.stream(false);
        int[] bytes = tokenizer.encode("😀", false);

        assertThat(bytes).hasSize(4);
        assertThat(Arrays.stream(bytes).mapToObj(stream::next)).containsExactly("", "", "", "😀");
        assertThat(stream.finish()).isEmpty();
    }

    @Test
    void endsAnUnfinishedCharacterWithTheReplacementCharacter() {
        TokenStream stream = tokenizer.stream(false);
        stream.next(tokenizer.encode("😀", false)[0]);

        assertThat(stream.finish()).isEqualTo("\ufffd");
        assertThat(stream.next(34)).isEqualTo("A");
    }
}
