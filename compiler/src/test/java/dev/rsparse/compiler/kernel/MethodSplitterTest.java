package dev.rsparse.compiler.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// With the bodies of parts put in place of their calls, a split function is what it was.
class MethodSplitterTest {

    private static final Var DATA = Var.of("data", Type.FLOATS);
    private static final Var COUNT = Var.of("count", Type.I32);

    private static Function function(boolean member, Code code) {
        return new Function("work", "Works.", member, List.of(DATA, COUNT), Type.NOTHING, code.statements());
    }

    /// Statements of about 10 bytes each.
    private static void stores(Code code, int from, int count) {
        for (int i = from; i < from + count; i++) {
            code.storeElement(DATA.ref(), Code.add(COUNT.ref(), Code.number(1000 + i)), new Expr.ConstFloat(1));
        }
    }

    private static List<Function> split(Function... functions) {
        List<Function> split = MethodSplitter.split("Model", List.of(functions));
        assertThat(split).allSatisfy(part -> assertThat(CodeSize.of(part)).isLessThanOrEqualTo(MethodSplitter.LIMIT));
        return split;
    }

    /// The statements with calls of parts replaced by what those do.
    private static List<Stmt> inlined(List<Stmt> statements, List<Function> all) {
        List<Stmt> result = new ArrayList<>();
        for (Stmt statement : statements) {
            switch (statement) {
                case Stmt.Invoke(Expr.Call(var callee, var arguments)) -> {
                    Function part = part(callee, all);
                    assertThat(arguments)
                            .isEqualTo(part.parameters().stream().map(Var::ref).toList());
                    result.addAll(inlined(part.body(), all));
                }
                case Stmt.If(var condition, var then, var otherwise) ->
                    result.add(new Stmt.If(condition, inlined(then, all), inlined(otherwise, all)));
                case Stmt.For(var index, var from, var to, var step, var body) ->
                    result.add(new Stmt.For(index, from, to, step, inlined(body, all)));
                default -> result.add(statement);
            }
        }
        return result;
    }

    private static Function part(Callee callee, List<Function> all) {
        String name = callee instanceof Callee.Emitted(var kernel, var _) ? kernel : ((Callee.Member) callee).name();
        return all.stream()
                .filter(function -> function.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static void assertSame(Function whole, List<Function> split) {
        assertThat(split.getFirst().name()).isEqualTo(whole.name());
        assertThat(split.getFirst().parameters()).isEqualTo(whole.parameters());
        assertThat(inlined(split.getFirst().body(), split)).isEqualTo(whole.body());
        // A part knows its parameters and what it declares, nothing else.
        split.forEach(part -> assertThat(new CodeSize(part).block(part.body())).isPositive());
    }

    @Test
    void shortFunctionsStayAsTheyAre() {
        Code code = new Code();
        stores(code, 0, 500);
        Function whole = function(true, code);
        assertThat(split(whole)).hasSize(1).first().isSameAs(whole);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void longFunctionsCallTheirPartsInOrder(boolean member) {
        Code code = new Code();
        stores(code, 0, 2000);
        Function whole = function(member, code);
        List<Function> split = split(whole);
        assertThat(split).hasSizeGreaterThan(2).allMatch(part -> part.member() == member);
        assertThat(split.stream().map(Function::name)).startsWith("work", "workPart1", "workPart2");
        assertSame(whole, split);
    }

    @Test
    void whatLaterPartsReadBecomesAParameter() {
        Code code = new Code();
        Expr shared = code.let("shared", Code.add(COUNT.ref(), Code.number(1)));
        stores(code, 0, 700);
        code.storeElement(DATA.ref(), shared, new Expr.ConstFloat(2));
        stores(code, 700, 700);
        code.storeElement(DATA.ref(), shared, new Expr.ConstFloat(3));
        Function whole = function(true, code);
        List<Function> split = split(whole);
        assertThat(split.getFirst().body().getFirst()).isInstanceOf(Stmt.Declare.class);
        assertThat(split.stream().skip(1))
                .anyMatch(part -> part.parameters().stream()
                        .anyMatch(parameter -> parameter.name().equals("shared")));
        assertSame(whole, split);
    }

    @Test
    void cutsWhereNoVariableCrosses() {
        Code code = new Code();
        for (int i = 0; i < 100; i++) {
            Expr at = code.let("at" + i, Code.add(COUNT.ref(), Code.number(i)));
            stores(code, i, 15);
            code.storeElement(DATA.ref(), at, new Expr.ConstFloat(2));
        }
        Function whole = function(true, code);
        List<Function> split = split(whole);
        assertThat(split.getFirst().body()).allMatch(Stmt.Invoke.class::isInstance);
        assertSame(whole, split);
    }

    @Test
    void whatChangesAVariableOfOthersStaysWhereItIs() {
        Code code = new Code();
        Var total = code.variable("total", Code.number(0));
        for (int i = 0; i < 3; i++) {
            stores(code, 600 * i, 600);
            code.set(total, Code.add(total.ref(), Code.number(i + 1)));
        }
        code.storeElement(DATA.ref(), total.ref(), new Expr.ConstFloat(2));
        Function whole = function(true, code);
        List<Function> split = split(whole);
        assertThat(split.getFirst().body())
                .filteredOn(Stmt.Assign.class::isInstance)
                .hasSize(3);
        assertSame(whole, split);
    }

    @Test
    void longBlocksOfChoicesAndLoopsAreSplitInside() {
        Code code = new Code();
        code.choose(
                new Expr.IsZero(COUNT.ref()), then -> stores(then, 0, 500), otherwise -> stores(otherwise, 500, 500));
        code.loop("i", Code.number(0), COUNT.ref(), Code.number(1), loop -> {
            stores(loop.code(), 0, 800);
            loop.code().storeElement(DATA.ref(), loop.index(), new Expr.ConstFloat(2));
        });
        Function whole = function(false, code);
        List<Function> split = split(whole);
        assertThat(split.getFirst().body()).hasSize(2);
        assertSame(whole, split);
    }

    @Test
    void aResultIsReturnedByTheFunctionItself() {
        Code code = new Code();
        stores(code, 0, 1500);
        code.result(COUNT.ref());
        Function whole = new Function("count", "Counts.", false, List.of(DATA, COUNT), Type.I32, code.statements());
        List<Function> split = split(whole);
        assertThat(split.getFirst().body().getLast()).isInstanceOf(Stmt.Return.class);
        assertThat(split.stream().skip(1)).allMatch(part -> part.result() == Type.NOTHING);
        assertSame(whole, split);
    }

    @Test
    void callsOfVeryManyPartsAreSplitAgain() {
        Code code = new Code();
        IntStream.range(0, 900)
                .forEach(i -> code.choose(
                        new Expr.IsZero(Code.add(COUNT.ref(), Code.number(i))), then -> stores(then, 0, 700), _ -> {}));
        Function whole = function(true, code);
        assertSame(whole, split(whole));
    }

    @Test
    void namesOfOtherFunctionsAreLeftAlone() {
        Code code = new Code();
        stores(code, 0, 1500);
        Function other = new Function("workPart1", "Another.", true, List.of(), Type.NOTHING, List.of());
        List<Function> split = split(function(true, code), other);
        assertThat(split.stream().map(Function::name)).doesNotHaveDuplicates().contains("workPart1", "workPart1_");
    }

    @Test
    void refusesALoopThatChangesItsSurroundingsThroughout() {
        Code code = new Code();
        Var total = code.variable("total", Code.number(0));
        code.loop("i", Code.number(0), COUNT.ref(), Code.number(1), loop -> {
            for (int i = 0; i < 1500; i++) {
                loop.code().set(total, Code.add(total.ref(), Code.number(1000)));
            }
        });
        Function whole = function(false, code);
        assertThatThrownBy(() -> MethodSplitter.split("Model", List.of(whole)))
                .isInstanceOfSatisfying(MethodTooLongException.class, problem -> {
                    assertThat(problem.model()).isEqualTo("Model");
                    assertThat(problem.function()).isEqualTo("work");
                    assertThat(problem.bytes()).isEqualTo(CodeSize.of(whole));
                });
    }

    private static IntStream seeds() {
        return IntStream.range(0, 30);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void randomFunctionsStayTheSame(int seed) {
        Random random = new Random(seed);
        Code code = new Code();
        randomBlock(random, code, new ArrayList<>(List.of(COUNT.ref())), "v", 900, 2);
        Function whole = function(seed % 2 == 0, code);
        assertSame(whole, MethodSplitter.split("Model", List.of(whole)));
    }

    private static void randomBlock(Random random, Code code, List<Expr> values, String prefix, int count, int depth) {
        for (int i = 0; i < count; i++) {
            Expr any = values.get(values.size() - 1 - random.nextInt(Math.min(values.size(), 30)));
            String name = prefix + i;
            switch (random.nextInt(depth > 0 ? 40 : 38)) {
                case 0, 1, 2 -> values.add(code.let(name, Code.add(any, Code.number(i))));
                case 3 -> {
                    Var sum = code.variable(name, any);
                    code.set(sum, Code.add(sum.ref(), values.getFirst()));
                    values.add(sum.ref());
                }
                case 38 ->
                    code.choose(
                            new Expr.IsZero(any),
                            then -> randomBlock(random, then, new ArrayList<>(values), name + "t", 250, depth - 1),
                            other -> randomBlock(random, other, new ArrayList<>(values), name + "e", 50, depth - 1));
                case 39 ->
                    code.loop(name, Code.number(0), any, Code.number(1), loop -> {
                        List<Expr> inner = new ArrayList<>(values);
                        inner.add(loop.index());
                        randomBlock(random, loop.code(), inner, name + "_", 200, depth - 1);
                    });
                default -> code.storeElement(DATA.ref(), any, new Expr.ConstFloat(i));
            }
        }
    }
}
