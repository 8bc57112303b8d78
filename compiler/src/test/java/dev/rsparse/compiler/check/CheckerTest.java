package dev.rsparse.compiler.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.diag.Diagnostic;
import dev.rsparse.compiler.ir.DType;
import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.Phase;
import dev.rsparse.compiler.ir.Thinning.Skip;
import dev.rsparse.compiler.ir.verify.GraphVerifier;
import dev.rsparse.compiler.weights.ModelConfig;
import dev.rsparse.compiler.weights.TensorCatalog;
import dev.rsparse.runtime.CacheFormat;
import dev.rsparse.runtime.StripLayout;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CheckerTest {

    private static final CheckpointSource DAMAGED = new CheckpointSource() {
        @Override
        public ModelConfig config() {
            throw new CheckpointException(Diagnostic.inFile("config.json", Code.CHECKPOINT, "no such file"));
        }

        @Override
        public TensorCatalog open(String glob) {
            throw new CheckpointException(Diagnostic.inFile(glob, Code.CHECKPOINT, "no file matches"));
        }
    };

    private static CheckedPolicy policy(String rules) {
        String text = Sources.quill() + "policy extra { " + rules + " }\n";
        return Sources.model(text, TestCheckpoint.quill()).policies().get("extra");
    }

    private static SitePolicy site(String rules, String path) {
        return policy(rules).sites().get(path);
    }

    private static Node.Rope rope(TestCheckpoint checkpoint) {
        return Sources.model(Sources.quill(), checkpoint).graph().nodes().stream()
                .filter(Node.Rope.class::isInstance)
                .map(Node.Rope.class::cast)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void reportsOnlyWhatIsWrongWithTheFilesWhenTheyCannotBeRead() {
        CheckResult result = Sources.check(Sources.quill(), DAMAGED);
        assertThat(result.model()).isEmpty();
        assertThat(Sources.render("", result.diagnostics()))
                .isEqualTo(
                        "config.json: error E0304: no such file\nmodel*.safetensors: error E0304: no file matches\n");
    }

    @Test
    void takesTheHeadWidthFromTheHiddenSizeWhenConfigHasNone() {
        TestCheckpoint checkpoint = TestCheckpoint.quill();
        checkpoint.settings().remove("head_dim");
        assertThat(rope(checkpoint).headDim()).isEqualTo(64);
    }

    @Test
    void takesThetaFromConfigAndElseTheUsualOne() {
        assertThat(rope(TestCheckpoint.quill().setting("rope_theta", 500_000L)).theta())
                .isEqualTo(500_000);
        TestCheckpoint checkpoint = TestCheckpoint.quill();
        checkpoint.settings().remove("rope_theta");
        assertThat(rope(checkpoint).theta()).isEqualTo(10_000);
    }

    @Test
    void followsParameterArithmeticIntoTheGraph() {
        String halved = Sources.quill().replace("0..L", "0..L / 2 - 1");
        CheckedModel model = Sources.model(halved, TestCheckpoint.quill());
        assertThat(model.graph().nodes()).hasSize(1 + 3 * 16 + 2);
        GraphVerifier.verify(model.graph());
    }

    @Test
    void runsTwoRepeatsOverOneScope() {
        String graph = """
                repeat i in 0..2 as layer[i] { x = x + linear(rmsnorm(x, n1, eps = E), q); }
                    repeat j in 2..L as layer[j] { x = x + linear(rmsnorm(x, n1, eps = E), o); }
                """;
        String quill = Sources.quill();
        String text = quill.substring(0, quill.indexOf("repeat i in"))
                + graph
                + quill.substring(quill.indexOf("logits = linear"), quill.indexOf("// The policy"));
        List<String> weights =
                Sources.check(text, TestCheckpoint.quill()).model().orElseThrow().graph().nodes().stream()
                        .filter(Node.Linear.class::isInstance)
                        .map(node -> ((Node.Linear) node).weight().path())
                        .toList();
        assertThat(weights).startsWith("layer[0].q", "layer[1].q", "layer[2].o").endsWith("layer[7].o", "head");
    }

    @Test
    void runsARepeatInsideAFunctionOverTheScopeItIsGiven() {
        String quill = Sources.quill();
        int from = quill.indexOf("repeat i in");
        int end = quill.indexOf("logits = linear");
        String text = quill.substring(0, from) + "x = tower(x, layer, L, scale = norm);\n" + quill.substring(end) + """
                fn tower(x, parts, count, scale) {
                  repeat i in 1..count as parts[i] {
                    repeat j in 0..2 { x = x + linear(linear(rmsnorm(x, n2, eps = 1e-5), q), o); }
                  }
                  return rmsnorm(x, scale, eps = 1e-5);
                }
                """;
        List<Node.Linear> linears = linears(text);
        assertThat(linears).hasSize(7 * 2 * 2 + 1);
        assertThat(linears.subList(0, 5))
                .extracting(linear -> linear.weight().path())
                .containsExactly("layer[1].q", "layer[1].o", "layer[1].q", "layer[1].o", "layer[2].q");
        assertThat(linears.get(4).at().scope()).isEqualTo("layer[2]");
    }

    @Test
    void aRepeatWithoutAScopeStaysInTheOneAround() {
        String text = Sources.quill()
                .replace("      x = x + linear(a, o);", "      repeat n in 0..i + 1 { x = x + linear(a, o) * n; }");
        List<Node.Linear> outputs = linears(text).stream()
                .filter(linear -> linear.weight().path().endsWith(".o"))
                .toList();
        assertThat(outputs).hasSize(1 + 2 + 3 + 4 + 5 + 6 + 7 + 8);
        assertThat(outputs.get(1).at().scope()).isEqualTo("layer[1]");
    }

    private static List<Node.Linear> linears(String text) {
        Graph graph = Sources.check(text, TestCheckpoint.quill())
                .model()
                .orElseThrow()
                .graph();
        GraphVerifier.verify(graph);
        return graph.nodes().stream()
                .filter(Node.Linear.class::isInstance)
                .map(Node.Linear.class::cast)
                .toList();
    }

    @Test
    void selectsAHalfOpenRange() {
        String rules = "select layer[1..3].q { rsparse; sparsity 0.5; }";
        assertThat(site(rules, "layer[0].q").sparse()).isFalse();
        assertThat(site(rules, "layer[1].q").sparse()).isTrue();
        assertThat(site(rules, "layer[2].q").sparse()).isTrue();
        assertThat(site(rules, "layer[3].q").sparse()).isFalse();
    }

    @Test
    void castsNumbersToWhatATypeHolds() {
        String source = Sources.quill()
                .replace(
                        "param ",
                        "param A = bf16(sqrt(3072)), B = f16(0.1), C = i32(-2.7), D1 = f32(0.1), S = i32(A), ");
        Map<String, Constant> numbers = Sources.check(source, TestCheckpoint.quill())
                .model()
                .orElseThrow()
                .parameters();
        assertThat(numbers)
                .containsEntry("A", new Constant.Real(55.5))
                .containsEntry("B", new Constant.Real(0.0999755859375))
                .containsEntry("C", new Constant.Whole(-2))
                .containsEntry("D1", new Constant.Real(0.1f))
                .containsEntry("S", new Constant.Whole(55));
    }

    @Test
    void castsAWeightWhereItIsReadAndKeepsItsPlaceInPolicies() {
        String source = Sources.quill().replace("linear(m, up)", "linear(m, f32(f16(up)))");
        CheckedModel model = Sources.model(source, TestCheckpoint.quill());
        Node.Linear up = linear(model, "layer[3].up");
        assertThat(up.weight().type().toString()).isEqualTo("f32[704,256]");
        assertThat(up.weight().tensor()).isEqualTo("model.layers.3.mlp.up_proj.weight as f16 as f32");
        assertThat(model.views().get(up.weight().tensor()).casts()).containsExactly(DType.F16, DType.F32);
        assertThat(model.policies().get("half").sites().get("layer[3].up").sparse())
                .isTrue();
        assertThat(linear(model, "layer[3].gate").weight().type().dtype()).isEqualTo(DType.BF16);
    }

    @Test
    void aCastToTheTypeItHasChangesNothing() {
        CheckedModel model = Sources.model(
                Sources.quill().replace("linear(m, up)", "linear(f32(m), bf16(up))"), TestCheckpoint.quill());
        assertThat(model.views()).isEmpty();
        assertThat(model.graph().nodes())
                .hasSameSizeAs(Sources.model(Sources.quill(), TestCheckpoint.quill())
                        .graph()
                        .nodes());
    }

    private static Node.Linear linear(CheckedModel model, String path) {
        return model.graph().nodes().stream()
                .filter(Node.Linear.class::isInstance)
                .map(Node.Linear.class::cast)
                .filter(linear -> linear.weight().path().equals(path))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void selectsByTheNameOfANode() {
        String named = Sources.quill()
                .replace(
                        "linear(silu(linear(m, gate)) * linear(m, up), down)",
                        "linear(silu(linear(m, gate)) * wide, down)")
                .replace("      x = x + linear(silu", "      wide = linear(m, up);\n      x = x + linear(silu");
        assertThat(named).contains("wide = linear(m, up);");
        assertThat(thinned(named, "node(\"wide\")")).hasSize(8).contains("layer[0].up", "layer[7].up");
        assertThat(thinned(named, "node(\"w?d*\") in layer[1..3]")).containsExactly("layer[1].up", "layer[2].up");
        assertThat(thinned(named, "node(\"/logits|wide/\") where layer < 1")).containsExactly("layer[0].up");
        assertThat(thinned(named, "node(logits)")).containsExactly("head");
        assertThat(thinned(named, "node(\"linear\")")).hasSize(48).doesNotContain("layer[0].up", "head");
    }

    /// The linears that a policy thins which selects them so, in graph order.
    private static List<String> thinned(String source, String selector) {
        String text = source + "policy extra { select " + selector + " { rsparse; sparsity 50%; } }\n";
        return Sources.check(text, TestCheckpoint.quill())
                .model()
                .orElseThrow()
                .policies()
                .get("extra")
                .sites()
                .entrySet()
                .stream()
                .filter(site -> site.getValue().sparse())
                .map(Map.Entry::getKey)
                .toList();
    }

    @Test
    void indicesOfSelectorsMayUseTheModelsNumbers() {
        String rules = "select layer[L - 1].* { rsparse; sparsity 50%; }";
        assertThat(site(rules, "layer[7].down").sparse()).isTrue();
        assertThat(site(rules, "layer[6].down").sparse()).isFalse();
    }

    @Test
    void selectsEverythingUnderAnyStep() {
        assertThat(site("select op(linear) in * { rsparse; sparsity 50%; }", "head")
                        .sparse())
                .isTrue();
    }

    @Test
    void readsEveryProperty() {
        SitePolicy policy =
                site("default { rsparse; sparsity 40%; split 0.9; rank 8; phase all; score magnitude; }", "layer[0].q");
        assertThat(policy.sparsity()).isEqualTo(0.4);
        assertThat(policy.split()).isEqualTo(0.9);
        assertThat(policy.rank()).isEqualTo(OptionalInt.of(8));
        assertThat(policy.phase()).isEqualTo(Phase.ALL);
        assertThat(policy.gamma()).isEqualTo(0);
    }

    @Test
    void scoresByColumnNormWhenARankIsGiven() {
        SitePolicy policy = site("default { rsparse; sparsity 40%; rank 8; }", "layer[0].q");
        assertThat(policy.gamma()).isEqualTo(1);
    }

    @Test
    void skipsColumnsUnlessRowsAreAskedFor() {
        String rules = "default { rsparse; sparsity 50%; } select layer[0].up { skip rows; gamma 1; }";
        assertThat(site(rules, "layer[1].up").skip()).isEqualTo(Skip.COLUMNS);
        assertThat(site(rules, "layer[0].up").skip()).isEqualTo(Skip.ROWS);
        assertThat(site(rules, "layer[0].up").gamma()).isEqualTo(1);
    }

    @Test
    void masksAreSharedWhereALaterRuleDoesNotTakeItBack() {
        String rules = "default { rsparse; sparsity 40%; mask shared; } select layer[*].k { mask own; sparsity 20%; }";
        assertThat(site(rules, "layer[0].q").sharedMask()).isTrue();
        assertThat(site(rules, "layer[0].k").sharedMask()).isFalse();
    }

    @Test
    void aMaskIsSharedByWhatReadsOneValue() {
        String rules = "select layer[0].* { rsparse; sparsity 40%; mask shared; } select layer[0].v { dense; }";
        Graph graph = Sources.model(Sources.quill(), TestCheckpoint.quill()).graph();
        assertThat(SharedMasks.groups(graph, policy(rules).sites()))
                .containsExactly(List.of("layer[0].q", "layer[0].k"), List.of("layer[0].gate", "layer[0].up"));
    }

    @Test
    void gammaGivesTheExponentThatAScoreLeavesOpen() {
        assertThat(site("default { rsparse; sparsity 40%; gamma 0.5; }", "layer[0].q")
                        .gamma())
                .isEqualTo(0.5);
        assertThat(site("default { rsparse; sparsity 40%; rank 8; gamma 0; }", "layer[0].q")
                        .gamma())
                .isEqualTo(0);
        assertThat(site("default { rsparse; sparsity 40%; score column_norm; gamma 2; }", "layer[0].q")
                        .gamma())
                .isEqualTo(2);
    }

    @Test
    void aPolicyMayAskForTheRotationWithoutThinningAnything() {
        CheckedPolicy policy = policy("rotate residual; default { dense; }");
        assertThat(policy.rotated()).isTrue();
        assertThat(policy.isDense()).isTrue();
    }

    @Test
    void aPolicyMayKeepTheFirstTokenDense() {
        assertThat(policy("first dense; default { dense; }").firstDense()).isTrue();
        assertThat(policy("default { dense; }").firstDense()).isFalse();
    }

    @Test
    void aPolicyThatDoesNotAskIsNotRotated() {
        assertThat(policy("default { dense; }").rotated()).isFalse();
    }

    private static TuneSpec tune(String clauses) {
        return policy("default { rsparse; } select head { dense; } tune layer[*].* { " + clauses + " }")
                .tune()
                .orElseThrow();
    }

    @Test
    void readsEveryClauseOfTune() {
        TuneSpec tune = tune("search sparsity in 10%..80%, split in {1.0, 0.95} budget mean 30% objective perplexity "
                + "by evolve; skip in {columns};");
        assertThat(tune.sites()).hasSize(56).startsWith("layer[0].q").endsWith("layer[7].down");
        assertThat(tune.lowest()).isEqualTo(0.1);
        assertThat(tune.highest()).isEqualTo(0.8);
        assertThat(tune.splits()).containsExactly(1.0, 0.95);
        assertThat(tune.skips()).containsExactly(Skip.COLUMNS);
        assertThat(tune.budget()).isEqualTo(0.7);
        assertThat(tune.meanSparsity()).isEqualTo(0.3);
        assertThat(tune.objective()).isEqualTo(TuneSpec.Objective.PERPLEXITY);
        assertThat(tune.search()).isEqualTo(TuneSpec.Search.EVOLVE);
    }

    @Test
    void tuneNeedsABudgetAlone() {
        TuneSpec tune = tune("budget mean 50%;");
        assertThat(tune.lowest()).isEqualTo(0);
        assertThat(tune.highest()).isEqualTo(0.9);
        assertThat(tune.splits()).containsExactly(1.0);
        assertThat(tune.skips()).containsExactly(Skip.COLUMNS, Skip.ROWS);
        assertThat(tune.objective()).isEqualTo(TuneSpec.Objective.KL);
        assertThat(tune.search()).isEqualTo(TuneSpec.Search.ALLOCATE);
    }

    @Test
    void tuneSkipsRowsOnlyWhereThereAreSome() {
        String rules = "default { rsparse; sparsity 50%; } tune layer[*].{q,k} { budget mean 50%; }";
        assertThat(policy(rules).tune().orElseThrow().skips()).containsExactly(Skip.COLUMNS);
    }

    @Test
    void tunedLinearsWithoutASparsityStartAtTheMean() {
        String rules = "select layer[*].* { rsparse; } select layer[0].q { sparsity 20%; } "
                + "tune op(linear) in layer[*] { budget mean 45%; }";
        assertThat(site(rules, "layer[0].q").sparsity()).isEqualTo(0.2);
        assertThat(site(rules, "layer[1].q").sparsity()).isEqualTo(0.45);
    }

    private static CalibrateSpec calibration(String statement) {
        return policy(statement + " default { dense; }").calibration().orElseThrow();
    }

    @Test
    void readsWhatTextIsMeasured() {
        CalibrateSpec named = calibration("calibrate from \"texts/calib.u16\" samples 4 tokens 64 seed 7;");
        assertThat(named.windows()).isEqualTo(4);
        assertThat(named.windowLength()).isEqualTo(64);
        assertThat(named.seed()).isEqualTo(7);
        assertThat(named.holdsTokens()).isTrue();
        assertThat(named.resolve(Path.of("models", "m.rsp"))).isEqualTo(Path.of("models", "texts", "calib.u16"));
    }

    @Test
    void calibrateNeedsAFileAlone() {
        CalibrateSpec named = calibration("calibrate from \"calib.txt\";");
        assertThat(named.windows()).isEqualTo(16);
        assertThat(named.windowLength()).isEqualTo(512);
        assertThat(named.seed()).isEqualTo(0);
        assertThat(named.holdsTokens()).isFalse();
    }

    @Test
    void countsWhatIsAssertedOverTheThinnedLinears() {
        String rules = "select layer[*].{q,o} { rsparse; sparsity 40%; } select layer[0].q { rank 16; } "
                + "select head { rsparse; sparsity 10%; } assert sites == 2 * L + 1, ";
        // 16 linears of 256 x 256, one of them with factors of rank 16 beside its channels, and the head.
        double thinned = 16 * 65_536 + 4096 * 256;
        double left = 0.4 * 16 * 65_536 - 16 * 512 + 0.1 * 4096 * 256;
        String mean = String.format(Locale.ROOT, "%.12f", left / thinned);
        double covered = 8 * (2 * 65_536 + 2 * 32_768 + 3 * 704 * 256) + 4096 * 256;
        String kept = String.format(Locale.ROOT, "%.12f", 1 - left / covered);
        assertThat(policy(rules + "mean sparsity == " + mean + ", kept bytes == " + kept + ";")
                        .assertions())
                .hasSize(3);
    }

    @Test
    void aPolicyThatThinsNothingReadsEverything() {
        assertThat(policy("default { dense; } assert sites == 0, mean sparsity <= 0%, kept bytes >= 100%;")
                        .thinned())
                .isEmpty();
    }

    @Test
    void whatASearchDecidesIsNotCheckedBeforeIt() {
        String rules = "select layer[*].* { rsparse; } tune layer[*].* { budget mean 50%; } "
                + "assert sites == 56, mean sparsity == 10%;";
        assertThat(policy(rules).assertions()).hasSize(2);
    }

    @Test
    void denseInALaterRuleTakesALinearOut() {
        String rules = "default { rsparse; sparsity 50%; } select layer[0].* { dense; }";
        assertThat(site(rules, "layer[0].q").sparse()).isFalse();
        assertThat(site(rules, "layer[1].q").sparse()).isTrue();
    }

    @Test
    void theLaterRuleForHowAWeightIsStoredWinsWhateverElseRulesSay() {
        CheckedPolicy policy = policy("default { dense; weights q8; } select op(linear) in layer[0..2] { weights f16; }"
                + " select layer[*].q { rsparse; sparsity 50%; weights q4; } select layer[1].q { sparsity 40%; }");
        assertThat(policy.formats())
                .containsEntry("layer[0].k", StripLayout.F16)
                .containsEntry("layer[1].q", StripLayout.Q4)
                .containsEntry("layer[2].k", StripLayout.Q8)
                .containsEntry("embed", StripLayout.Q8);
        assertThat(policy.sites().get("layer[1].q").sparsity()).isEqualTo(0.4);
    }

    @Test
    void weightsThatNoRuleSpeaksOfAreStoredAsTheTargetSays() {
        CheckedPolicy policy = policy("default { dense; } select layer[*].down { weights q8; }");
        assertThat(policy.formats()).hasSize(8).containsEntry("layer[0].down", StripLayout.Q8);
        assertThat(policy.formats().keySet()).allMatch(path -> path.endsWith(".down"));
        assertThat(policy.isDense()).isTrue();
        assertThat(policy("default { dense; }").formats()).isEmpty();
    }

    @Test
    void anOperationReachesNoEmbedding() {
        assertThat(policy("default { dense; } select op(linear) in layer[*] { weights q8; }")
                        .formats())
                .doesNotContainKeys("embed", "head");
    }

    @Test
    void anEmbeddingAndAHeadOfOneTensorAreStoredAsTheLaterRuleForEitherSays() {
        assertThat(policy("default { dense; } select head { weights q8; } select embed { weights q4; }")
                        .formats())
                .containsOnly(Map.entry("embed", StripLayout.Q4), Map.entry("head", StripLayout.Q4));
        assertThat(policy("default { dense; } select {embed,norm} { weights q4; } select head { weights q8; }")
                        .formats())
                .containsOnly(Map.entry("embed", StripLayout.Q8), Map.entry("head", StripLayout.Q8));
    }

    @Test
    void aTargetMaySayOnHowManyThreadsItRuns() {
        String text = Sources.quill() + "target jvm { class Plain; threads 2; }\n";
        assertThat(Sources.model(text, TestCheckpoint.quill())
                        .targets()
                        .getLast()
                        .threads())
                .isEqualTo(2);
    }

    @Test
    void aTargetWithoutAPolicyIsDense() {
        String text = Sources.quill() + "target jvm { class Plain; weights f32; }\n";
        assertThat(Sources.model(text, TestCheckpoint.quill()).targets().getLast())
                .isEqualTo(new JvmTarget("", "Plain", "dense", 1, Optional.of(StripLayout.F32), Optional.empty()));
    }

    @ParameterizedTest
    @EnumSource
    void aTargetMaySayHowKeysAndValuesAreKept(CacheFormat format) {
        String word = format.name().toLowerCase(Locale.ROOT);
        String text = Sources.quill() + "target jvm { class Plain; kv_cache " + word + "; }\n";
        assertThat(Sources.model(text, TestCheckpoint.quill())
                        .targets()
                        .getLast()
                        .kvCache())
                .contains(format);
    }
}
