package dev.rsparse.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class SourceParserTest {

    private static SourceFile tree(String text) {
        ParseResult result = SourceParser.parse("test.rsp", text);
        assertThat(result.errors()).isEmpty();
        return result.tree().orElseThrow();
    }

    private static List<String> errors(String text) {
        ParseResult result = SourceParser.parse("test.rsp", text);
        assertThat(result.tree()).isEmpty();
        return result.errors().stream()
                .map(error -> error.span().line() + ":" + error.span().column() + " " + error.message())
                .toList();
    }

    private static Expression parameter(String expression) {
        Item.Model model = (Item.Model) tree("rsp 1; model M() -> () { param a = " + expression + "; }")
                .items()
                .getFirst();
        return ((ModelPart.Parameters) model.parts().getFirst())
                .parameters()
                .getFirst()
                .value();
    }

    @Test
    void readsTheExampleWhole() throws IOException {
        SourceFile quill = tree(Files.readString(Path.of("..", "examples", "quill", "quill.rsp")));
        assertThat(quill.items()).hasSize(6);
        assertThat(((Item.Model) quill.items().getFirst()).parts()).hasSize(4);
    }

    @Test
    void bindsProductsTighterThanSumsAndGroupsToTheLeft() {
        Expression.Binary outer = (Expression.Binary) parameter("1 - 2 - 3 * 4");
        assertThat(outer.operator()).isEqualTo(Expression.Operator.SUBTRACT);
        assertThat(((Expression.Binary) outer.left()).operator()).isEqualTo(Expression.Operator.SUBTRACT);
        assertThat(((Expression.Binary) outer.right()).operator()).isEqualTo(Expression.Operator.MULTIPLY);
    }

    @Test
    void keepsNumbersAsWritten() {
        assertThat(parameter("1e-5"))
                .isInstanceOfSatisfying(
                        Expression.Real.class, real -> assertThat(real.value()).isEqualTo(1e-5));
        assertThat(parameter("42"))
                .isInstanceOfSatisfying(
                        Expression.Whole.class,
                        whole -> assertThat(whole.value()).isEqualTo(42));
        assertThat(parameter("99999999999999999999")).isInstanceOf(Expression.Real.class);
    }

    @Test
    void ignoresBothKindsOfComment() {
        assertThat(tree("rsp 1; // model\n/* model\n * / ** */ policy p { }").items())
                .hasSize(1);
    }

    @Test
    void countsColumnsInUtf16Units() {
        Item.Policy policy = (Item.Policy)
                tree("rsp 1; /* \uD83E\uDEB6 */ policy p { }").items().getFirst();
        assertThat(policy.span()).isEqualTo(new Span("test.rsp", 1, 17, 1, 29));
    }

    @Test
    void spansReachOverLines() {
        Item.Policy policy =
                (Item.Policy) tree("rsp 1;\r\npolicy p {\r\n}\r\n").items().getFirst();
        assertThat(policy.span()).isEqualTo(new Span("test.rsp", 2, 1, 3, 2));
    }

    @Test
    void aPolicyHasPropertiesBesideItsBlocks() {
        Item.Policy policy = (Item.Policy) tree("rsp 1; policy p { rotate residual; default { } confirm x == 1; }")
                .items()
                .getFirst();
        assertThat(policy.parts())
                .<Class<?>>extracting(Object::getClass)
                .containsExactly(PolicyPart.Whole.class, PolicyPart.Default.class, Item.Unknown.class);
        assertThat(policy.parts().getFirst()).isInstanceOfSatisfying(PolicyPart.Whole.class, whole -> {
            assertThat(whole.property().name().text()).isEqualTo("rotate");
            assertThat(whole.span()).isEqualTo(new Span("test.rsp", 1, 19, 1, 35));
        });
    }

    @Test
    void lettingUnknownWordsThroughKeepsTheirPlace() {
        assertThat(tree("rsp 1; include \"llama\"; tone a { b { c } } policy p { assert x == 1; }")
                        .items())
                .extracting(Object::getClass)
                .containsExactly(Item.Unknown.class, Item.Unknown.class, Item.Policy.class);
    }

    @Test
    void letsModelsUseTheWordsOfPoliciesAsNames() {
        assertThat(tree("rsp 1; model rank() -> () { param split = 1, sparsity = 2, op = 3; }")
                        .items())
                .hasSize(1);
    }

    @Test
    void readsSelectors() {
        Item.Policy policy = (Item.Policy) tree("rsp 1; policy p { select op(linear) in a[*].{b,c}[0..2].*.d[3] { } }")
                .items()
                .getFirst();
        Selector selector = ((PolicyPart.Select) policy.parts().getFirst()).selector();
        assertThat(selector.criterion()).isPresent();
        assertThat(selector.path())
                .extracting(segment -> segment.names().size())
                .containsExactly(1, 2, 0, 1);
    }

    private static List<Clause> clauses(String text) {
        Item.Policy policy = (Item.Policy) tree("rsp 1; policy p { tune layer[*].* { " + text + " } }")
                .items()
                .getFirst();
        return ((PolicyPart.Tune) policy.parts().getFirst()).clauses();
    }

    @Test
    void clausesOfTuneNeedNoMarkBetweenThem() {
        String run = "search sparsity in 0%..90%, split in {1.0, 0.95} budget mean 50% objective kl by evolve;";
        List<Clause> clauses = clauses(run);
        assertThat(clauses)
                .extracting(clause -> clause.words().stream().map(Name::text).toList())
                .containsExactly(
                        List.of("search", "sparsity"),
                        List.of("split"),
                        List.of("budget", "mean"),
                        List.of("objective", "kl"),
                        List.of("by", "evolve"));
        assertThat(clauses(run.replace(" budget", "; budget").replace(" objective", "; objective")))
                .hasSize(5);
    }

    @Test
    void readsWhatIsCalibratedFrom() {
        Item.Policy policy =
                (Item.Policy) tree("rsp 1; policy p { calibrate from \"calib.txt\" samples 16 tokens 512; }")
                        .items()
                        .getFirst();
        assertThat(policy.parts().getFirst()).isInstanceOfSatisfying(PolicyPart.Calibrate.class, calibrate -> {
            assertThat(calibrate.file().value()).isEqualTo("calib.txt");
            assertThat(calibrate.clauses())
                    .extracting(clause -> clause.words().getFirst().text())
                    .containsExactly("samples", "tokens");
        });
    }

    @Test
    void readsWhatTuneMayChoose() {
        List<Clause> clauses = clauses("sparsity in 0%..90%; skip in {columns, rows}; budget mean 50%; by teal;");
        assertThat(clauses.get(0).domain()).get().isInstanceOfSatisfying(Clause.Domain.Range.class, range -> {
            assertThat(range.to().value()).isEqualTo(90);
            assertThat(range.to().percent()).isTrue();
        });
        assertThat(clauses.get(1).domain())
                .get()
                .isInstanceOfSatisfying(
                        Clause.Domain.Choices.class,
                        choices -> assertThat(choices.values()).hasSize(2));
        assertThat(clauses.get(2).domain()).get().isInstanceOf(Clause.Domain.Exactly.class);
        assertThat(clauses.get(3).domain()).isEmpty();
    }

    @Test
    void readsConditions() {
        Item.Policy policy = (Item.Policy)
                tree("rsp 1; policy p { assert sites == 7 * L, kept bytes <= 50%, mean sparsity in 0..1; }")
                        .items()
                        .getFirst();
        List<Condition> conditions = ((PolicyPart.Assert) policy.parts().getFirst()).conditions();
        assertThat(conditions).hasSize(3);
        assertThat(conditions.get(0)).isInstanceOfSatisfying(Condition.Compared.class, sites -> {
            assertThat(sites.comparison()).isEqualTo(Condition.Comparison.EQUAL);
            assertThat(sites.value()).isInstanceOf(Expression.Binary.class);
            assertThat(sites.percent()).isFalse();
        });
        assertThat(conditions.get(1))
                .isInstanceOfSatisfying(
                        Condition.Compared.class,
                        bytes -> assertThat(bytes.percent()).isTrue());
        assertThat(conditions.get(2)).isInstanceOf(Condition.Within.class);
    }

    @Test
    void namesTheMarkThatIsMissing() {
        assertThat(errors("rsp 1\npolicy p { }")).containsExactly("1:6 expected ';' after '1', found 'policy'");
    }

    @Test
    void saysWhenAKeywordStandsForAName() {
        assertThat(errors("rsp 1; model dim() -> () { }"))
                .containsExactly("1:14 'dim' is a word of the language and cannot be a name");
        assertThat(errors("rsp 1; model M() -> () { graph { in = f(x); } }"))
                .first()
                .isEqualTo("1:34 'in' is a word of the language and cannot be a name");
    }

    @Test
    void reportsSeveralErrorsOfOneText() {
        assertThat(errors("rsp 1; model M() -> () { param a = ; param b 5; dim ; }"))
                .containsExactly(
                        "1:36 unexpected ';'",
                        "1:46 expected '=' after 'b', found '5'",
                        "1:53 expected a name after 'dim', found ';'");
    }

    @Test
    void reportsATextWithoutAnEndWhereItStarts() {
        assertThat(errors("rsp 1; import \"llama;\n")).first().isEqualTo("1:15 text without an end: expected '\"'");
    }

    @Test
    void refusesTenThousandBracketsInsteadOfOverflowing() {
        String deep = "(".repeat(10_000) + "1" + ")".repeat(10_000);
        assertThat(errors("rsp 1; model M() -> () { param a = " + deep + "; }"))
                .containsExactly("1:235 brackets nest deeper than 200");
    }

    @Test
    void refusesTenThousandOperatorsInsteadOfOverflowing() {
        assertThat(errors("rsp 1; model M() -> () { param a = " + "-".repeat(10_000) + "1; }"))
                .containsExactly("1:536 more than 500 operators in one statement");
    }

    @Test
    void acceptsNestingUpToTheLimit() {
        assertThat(parameter("(".repeat(190) + "1" + ")".repeat(190))).isInstanceOf(Expression.Whole.class);
    }

    @Test
    void argumentsMayBeListsAndNothingElseMay() {
        assertThat(SourceParser.parse("a.rsp", "rsp 1; model M() -> () { graph { y = conv(x, s = [2, 1 + A]); } }")
                        .errors())
                .isEmpty();
        assertThat(SourceParser.parse("a.rsp", "rsp 1; model M() -> () { graph { y = [2, 1]; } }")
                        .errors())
                .isNotEmpty();
        assertThat(SourceParser.parse("a.rsp", "rsp 1; model M() -> () { graph { y = conv(x, s = []); } }")
                        .errors())
                .isNotEmpty();
    }
}
