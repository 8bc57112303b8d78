package dev.rsparse.compiler.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rsparse.compiler.diag.Diagnostic;
import dev.rsparse.compiler.ir.verify.GraphVerifier;
import dev.rsparse.grammar.ParseResult;
import dev.rsparse.grammar.SourceParser;
import dev.rsparse.grammar.format.Formatter;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever the text, it is accepted or reported: nothing is thrown, nothing takes long, and what parses can be
/// formatted.
/// Times are those of the processor, since a machine may be busy with something else.
class FuzzTest {

    private static final long SECOND = 1_000_000_000L;

    /// What the examples have no use for.
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

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

    @Test
    @Timeout(value = 30, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void fiveThousandDamagedSourcesAreAcceptedOrReported() throws IOException {
        fuzz(20_250_419, 5_000);
    }

    @Test
    @Tag("nightly")
    void aHundredThousandDamagedSourcesAreAcceptedOrReported() throws IOException {
        fuzz(1_907, 100_000);
    }

    @Test
    void everyPrefixIsAcceptedOrReported() {
        StringBuilder text = new StringBuilder();
        for (String word : Mutator.words(Sources.quill() + REST)) {
            text.append(word);
            CheckResult result = Checker.check("test.rsp", text.toString(), TestCheckpoint.quill());
            assertThat(result.model().isPresent() || !result.diagnostics().isEmpty())
                    .isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(",
                "[",
                "{",
                "-",
                "a.",
                "a(",
                "f(x, ",
                "1 + ",
                "{a",
                "/* ",
                "[0..",
                "repeat i in 0..2 as l[i] {"
            })
    void tenThousandOfAKindInARowOverflowNothing(String part) {
        for (String before :
                new String[] {"", "rsp 1; model M() -> () { param a = ", "rsp 1; policy p { x ", "rsp 1; x "}) {
            for (String after : new String[] {"", "; }"}) {
                accept(before + part.repeat(10_000) + after);
            }
        }
    }

    @Test
    void nestedParenthesesThatCloseOverflowNothing() {
        accept("rsp 1; model M() -> () { param a = " + "(".repeat(10_000) + "1" + ")".repeat(10_000) + "; }");
    }

    /// Ten thousand lines take well under 2 s, right or wrong; a JVM that has just started and a busy machine take
    /// more.
    @ParameterizedTest
    @ValueSource(strings = {"x + v", "x + vv", "x + + v", "x * linear(v"})
    void tenThousandLinesAreCheckedAndFormattedInSeconds(String sum) {
        StringBuilder text = new StringBuilder("""
                rsp 1;
                model Big(ids: i32[T]) -> (out: f32[T,D]) {
                  dim T; param D = config("hidden_size"), L = 8;
                  weights from safetensors("m") {
                    embed = "model.embed_tokens.weight";
                    layer[i].{q,o} = "model.layers.{i}.self_attn.{_}_proj.weight";
                  }
                  graph {
                    v = gather(embed, ids);
                    repeat i in 0..L as layer[i] { v = v + linear(linear(v, q), o); }
                    x = v;
                """);
        for (int i = 0; i < 5_000; i++) {
            text.append("    v").append(i).append(" = ").append(sum);
            text.append(i == 0 ? "" : i - 1).append(sum.contains("(") ? ", q);\n" : ";\n");
        }
        text.append("    out = v4999;\n  }\n}\n");
        for (int i = 0; i < 20; i++) {
            text.append("policy p").append(i).append(" {\n");
            for (int rule = 0; rule < 250; rule++) {
                text.append("  select layer[").append(rule % 8).append("].q { rsparse; sparsity 50%; }\n");
            }
            text.append("}\n");
        }
        long start = threads.getCurrentThreadCpuTime();
        check(text.toString());
        format(text.toString());
        assertThat(threads.getCurrentThreadCpuTime() - start).isLessThan(6 * SECOND);
    }

    private void fuzz(long seed, int inputs) throws IOException {
        var sources = Mutator.everySource();
        sources.add(Sources.quill() + REST);
        Mutator mutator = new Mutator(seed, sources);
        for (int i = 0; i < inputs; i++) {
            accept(mutator.next());
        }
    }

    private void accept(String text) {
        long start = threads.getCurrentThreadCpuTime();
        try {
            check(text);
            format(text);
        } catch (RuntimeException | StackOverflowError escaped) {
            throw new AssertionError("escaped on:\n" + text, escaped);
        }
        assertThat(threads.getCurrentThreadCpuTime() - start).as(text).isLessThan(SECOND);
    }

    private static void check(String text) {
        CheckResult result = Checker.check("test.rsp", text, TestCheckpoint.quill());
        boolean errors = result.diagnostics().stream().anyMatch(Diagnostic::isError);
        assertThat(result.model().isPresent()).as(text).isEqualTo(!errors);
        assertThat(Sources.render(text, result.diagnostics())).as(text).doesNotContain("null");
        for (Diagnostic diagnostic : result.diagnostics()) {
            assertThat(diagnostic.message()).as(text).isNotBlank();
            assertThat(diagnostic.code()).as(text).isNotNull();
        }
        result.model().ifPresent(model -> GraphVerifier.verify(model.graph()));
    }

    private static void format(String text) {
        ParseResult parsed = SourceParser.parse("test.rsp", text);
        if (parsed.tree().isPresent()) {
            String formatted = Formatter.format(text);
            assertThat(tree(formatted)).as(text).isEqualTo(tree(text));
            assertThat(Formatter.format(formatted)).as(text).isEqualTo(formatted);
        }
    }

    /// A tree as text, without the places in it.
    private static String tree(String text) {
        ParseResult parsed = SourceParser.parse("test.rsp", text);
        assertThat(parsed.errors()).as(text).isEmpty();
        return parsed.tree().orElseThrow().toString().replaceAll("test\\.rsp:\\d+:\\d+", "");
    }
}
