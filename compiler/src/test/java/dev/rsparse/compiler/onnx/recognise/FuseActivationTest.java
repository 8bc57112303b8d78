package dev.rsparse.compiler.onnx.recognise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rsparse.compiler.onnx.Onnx;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// GELU and SiLU that are spelt out.
class FuseActivationTest {

    @TempDir
    Path folder;

    private static Spelling spelling(String nodes) {
        Spelling spelling = Spelling.of(18)
                .input("x", "N,5", 3, 5)
                .number("half", 0.5)
                .number("one", 1)
                .number("two", 2)
                .number("three", 3)
                .number("root", Math.sqrt(2))
                .number("inverse", Math.sqrt(0.5))
                .number("cubic", 0.044715)
                .number("other", 0.04)
                .number("quick", 1.702)
                .number("pi", 0.79788456);
        for (String node : nodes.split("; ", -1)) {
            spelling.node(node);
        }
        return spelling;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Div x,root -> a; Erf a -> e; Add e,one -> s; Mul x,s -> p; Mul p,half -> y",
                "Mul x,inverse -> a; Erf a -> e; Add one,e -> s; Mul half,s -> p; Mul x,p -> y",
                "Mul x,half -> h; Div x,root -> a; Erf a -> e; Add e,one -> s; Mul h,s -> y"
            })
    void firesOnGeluByTheErrorFunction(String nodes) {
        assertThat(spelling(nodes).operators(folder)).isEqualTo("Gelu");
        spelling(nodes).keepsItsValues(folder);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Mul x,half -> h; Pow x,three -> c; Mul c,cubic -> k; Add x,k -> i; Mul i,pi -> a; Tanh a -> t;"
                        + " Add t,one -> s; Mul h,s -> y",
                "Mul x,x -> q; Mul x,q -> c; Mul cubic,c -> k; Add k,x -> i; Mul pi,i -> a; Tanh a -> t;"
                        + " Add one,t -> s; Mul half,s -> p; Mul x,p -> y",
                "Mul cubic,x -> b; Mul b,x -> q; Add q,one -> i; Mul x,pi -> a; Mul a,i -> m; Tanh m -> t;"
                        + " Add t,one -> s; Mul x,half -> h; Mul h,s -> y"
            })
    void firesOnGeluByTheTangent(String nodes) {
        assertThat(spelling(nodes).operators(folder)).isEqualTo("Gelu");
        spelling(nodes).keepsItsValues(folder);
    }

    @Test
    void refusesGeluWithOtherNumbers() {
        Spelling other = spelling("Mul x,half -> h; Pow x,three -> c; Mul c,other -> k; Add x,k -> i; Mul i,pi -> a;"
                + " Tanh a -> t; Add t,one -> s; Mul h,s -> y");
        assertThat(other.operators(folder)).doesNotContain("Gelu");
        assertThat(other.reason(folder)).isEqualTo("expected the number 0.044715, found 0.04");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Sigmoid x -> s; Mul x,s -> y",
                "Sigmoid x -> s; Mul s,x -> y",
                "Mul quick,x -> q; Sigmoid q -> s; Mul x,s -> y",
                "Neg x -> n; Exp n -> e; Add one,e -> s; Div x,s -> y"
            })
    void firesOnSwish(String nodes) {
        assertThat(spelling(nodes).operators(folder)).isEqualTo("Swish");
        spelling(nodes).keepsItsValues(folder);
    }

    @Test
    void refusesASigmoidThatIsReadElsewhere() {
        Spelling other = spelling("Sigmoid x -> s; Mul x,s -> y").output("s");
        assertThat(other.operators(folder)).isEqualTo("Sigmoid Mul");
        assertThat(other.reason(folder)).isEqualTo("what Sigmoid \"s\" gives is read elsewhere, too");
    }

    @Test
    void refusesAnExponentialWithAnotherNumber() {
        assertThat(spelling("Neg x -> n; Exp n -> e; Add two,e -> s; Div x,s -> y")
                        .reason(folder))
                .isEqualTo("expected the number 1.0, found 2.0");
    }

    /// A vector of one element would make a vector of a number.
    @Test
    void refusesConstantsThatAddAxes() {
        Spelling other = Spelling.of(18)
                .input("x", "N", 3)
                .vector("half", 0.5)
                .number("one", 1)
                .number("root", Math.sqrt(2))
                .node("ReduceMax x -> m", Onnx.attribute("keepdims", 0))
                .node("Div m,root -> a")
                .node("Erf a -> e")
                .node("Add e,one -> s")
                .node("Mul m,s -> p")
                .node("Mul p,half -> y");
        assertThat(other.reason(folder)).isEqualTo("a constant of one element may add axes to the result");
    }
}
