package dev.rsparse.compiler.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rsparse.compiler.diag.Diagnostic;
import dev.rsparse.compiler.ir.verify.GraphVerifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Damaged text is reported, never thrown at: thousands of small changes to a real file.
class MutationTest {

    private static final int INPUTS = 2_000;
    private static final int MOST_CHANGES = 4;
    private static final Pattern WORD = Pattern.compile("\\w+|\\s+|[^\\w\\s]");

    /// What the example has no use for.
    private static final String REST = """
            policy tuned {
              calibrate from "calib.txt" samples 16 tokens 512 seed 0;
              rotate residual;
              first dense;
              default { rsparse; sparsity 50%; }
              select head { dense; }
              select layer[0].{q,k,v} { sparsity 40%; mask shared; }
              tune layer[1..L].* { search sparsity in 0%..90%, split in {1.0, 0.9} budget mean 50% by evolve; }
              assert sites == 7 * L, mean sparsity in 48%..52%, kept bytes <= 60%;
            }
            """;

    private final Random random = new Random(20_250_419);
    private final List<String> words = words(Sources.quill() + REST);

    @Test
    void everyDamagedSourceIsAcceptedOrReported() {
        for (int i = 0; i < INPUTS; i++) {
            String text = mutated();
            CheckResult result = check(text);
            boolean errors = result.diagnostics().stream().anyMatch(Diagnostic::isError);
            assertThat(result.model().isPresent()).as(text).isEqualTo(!errors);
            assertThat(Sources.render(text, result.diagnostics())).as(text).doesNotContain("null");
            result.model().ifPresent(model -> GraphVerifier.verify(model.graph()));
        }
    }

    @Test
    void everyPrefixIsAcceptedOrReported() {
        StringBuilder text = new StringBuilder();
        for (String word : words) {
            text.append(word);
            CheckResult result = check(text.toString());
            assertThat(result.model().isPresent() || !result.diagnostics().isEmpty())
                    .isTrue();
        }
    }

    private static CheckResult check(String text) {
        try {
            return Checker.check("test.rsp", text, TestCheckpoint.quill());
        } catch (RuntimeException | StackOverflowError escaped) {
            throw new AssertionError("escaped on:\n" + text, escaped);
        }
    }

    private String mutated() {
        List<String> changed = new ArrayList<>(words);
        int changes = 1 + random.nextInt(MOST_CHANGES);
        for (int i = 0; i < changes; i++) {
            int at = random.nextInt(changed.size());
            String other = words.get(random.nextInt(words.size()));
            switch (random.nextInt(5)) {
                case 0 -> changed.remove(at);
                case 1 -> changed.add(at, other);
                case 2 -> changed.set(at, other);
                case 3 -> changed.set(at, misspelt(changed.get(at)));
                default -> changed.set(at, Integer.toString(random.nextInt(-3, 5000)));
            }
        }
        return String.join("", changed);
    }

    private String misspelt(String word) {
        int at = random.nextInt(word.length());
        return word.substring(0, at) + (char) random.nextInt(1, 0x3000) + word.substring(at + random.nextInt(2));
    }

    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(text);
        while (word.find()) {
            words.add(word.group());
        }
        return words;
    }
}
