package dev.rsparse.grammar.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rsparse.grammar.SourceParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FormatterTest {

    /// The text of a tree without the places in it.
    private static String tree(String text) {
        return SourceParser.parse("a.rsp", text).tree().orElseThrow().toString().replaceAll("a\\.rsp:\\d+:\\d+", "");
    }

    /// Formats, and checks what holds for every text.
    private static String format(String text) {
        String formatted = Formatter.format(text);
        assertThat(Formatter.format(formatted)).isEqualTo(formatted);
        assertThat(tree(formatted)).isEqualTo(tree(text));
        return formatted;
    }

    private static String model(String parts) {
        return "rsp 1;\nmodel M() -> () {\n" + parts + "}\n";
    }

    private static String graph(String statement) {
        return format(model("graph{" + statement + "}"))
                .replace("graph { ", "")
                .replace("; }", ";")
                .lines()
                .toList()
                .get(2)
                .strip();
    }

    static Stream<Path> samples() throws IOException {
        Path root = Path.of("..");
        List<Path> folders = List.of(root.resolve("examples"), root.resolve("benchmarks/models"));
        List<Path> samples = new ArrayList<>();
        for (Path folder : folders) {
            try (Stream<Path> files = Files.walk(folder)) {
                files.filter(file -> file.toString().endsWith(".rsp")).sorted().forEach(samples::add);
            }
        }
        return samples.stream();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void everySampleIsFormatted(Path sample) throws IOException {
        String text = Files.readString(sample);
        assertThat(format(text)).isEqualTo(text);
    }

    @Test
    void listsOfNumbersHaveBlanksAndShapesHaveNone() {
        assertThat(graph("y=conv(x,w,strides=[2,1],pads=[ 0 , A*2 ]);"))
                .isEqualTo("y = conv(x, w, strides = [2, 1], pads = [0, A * 2]);");
        assertThat(graph("y=f([1,-2],[ 3 ]);")).isEqualTo("y = f([1, -2], [3]);");
    }

    @Test
    void scopesInsideScopesAreWrittenAsSelectorsAre() {
        assertThat(
                        format(
                                model(
                                        "weights from safetensors(\"m\"){layer[i].expert [ j ] . {up,down}=\"l.{i}.{j}.{_}\":[ V , D ];}\n")))
                .contains("{ layer[i].expert[j].{up,down} = \"l.{i}.{j}.{_}\" : [V,D]; }");
    }

    @Test
    void aStatementStandsOnALineOfItsOwn() {
        assertThat(format("rsp 1 ;model M( ids :i32[ T ] )->(y:f32 [T , V]){dim T;param V=3,\nD = 4*V ;graph{y=gather("
                        + "e,ids);repeat i in 0 .. D as layer [ i ]{y=y+y;\n}}}"))
                .isEqualTo("""
                rsp 1;
                model M(ids: i32[T]) -> (y: f32[T,V]) {
                  dim T;
                  param V = 3, D = 4 * V;
                  graph {
                    y = gather(e, ids);
                    repeat i in 0..D as layer[i] {
                      y = y + y;
                    }
                  }
                }
                """);
    }

    @Test
    void operatorsHaveBlanksAndSignsHaveNone() {
        assertThat(graph("x=-a+b*-(c-d)/2;")).isEqualTo("x = -a + b * -(c - d) / 2;");
        assertThat(graph("x=attention(q,k,heads=H)@cache;")).isEqualTo("x = attention(q, k, heads = H) @cache;");
    }

    @Test
    void selectorsAreDenseAndListsAreNot() {
        String policy = """
                rsp 1;
                policy p for M {
                  select op ( linear ) in layer[ * ] . { q , k } { rsparse;sparsity 50 %; }
                  select layer[0 .. 2].*{ dense; }
                  tune layer[*].* { search sparsity in 0%..90% , split in {1.0,0.9} budget mean 50%; skip in {columns,rows}; }
                  assert sites==7*L , mean sparsity in 48 % .. 52 %,kept bytes<=60%;
                }
                """;
        assertThat(format(policy)).isEqualTo("""
                rsp 1;
                policy p for M {
                  select op(linear) in layer[*].{q,k} { rsparse; sparsity 50%; }
                  select layer[0..2].*                { dense; }
                  tune layer[*].*                     { search sparsity in 0%..90%, split in {1.0, 0.9} budget mean 50%; skip in {columns, rows}; }
                  assert sites == 7 * L, mean sparsity in 48%..52%, kept bytes <= 60%;
                }
                """);
    }

    @Test
    void functionsAreLaidOutLikeBlocks() {
        assertThat(format("rsp 1;fn  f ( x,eps=1e-5 ,kind = \"silu\"){repeat i in 0 .. 3 as parts [ i ]{x=x+x;\n}"
                        + "repeat j in 1..4{ x=-x*j; } return  x ,x ; }"))
                .isEqualTo("""
                rsp 1;
                fn f(x, eps = 1e-5, kind = "silu") {
                  repeat i in 0..3 as parts[i] {
                    x = x + x;
                  }
                  repeat j in 1..4 { x = -x * j; }
                  return x, x;
                }
                """);
        assertThat(format("rsp 1;\nfn f(x) { return x+x; }\n")).isEqualTo("rsp 1;\nfn f(x) { return x + x; }\n");
    }

    @Test
    void choicesAndWhatStandsInHaveBlanks() {
        assertThat(graph("x=a==1?b:not c?d:-e;")).isEqualTo("x = a == 1 ? b : not c ? d : -e;");
        assertThat(graph("x=config( \"n\" )else(y<2 and z>=3?1:2);"))
                .isEqualTo("x = config(\"n\") else (y < 2 and z >= 3 ? 1 : 2);");
        assertThat(graph("x=linear(bf16( h ),f32(w));")).isEqualTo("x = linear(bf16(h), f32(w));");
    }

    @Test
    void policiesNameWhatTheyExtendAndWhereTheySelect() {
        assertThat(format("rsp 1;policy fast  for M extends half{select op( linear )in layer[ * ]  where layer>=2 and "
                        + "outputs<inputs{dense;}\nselect node( \"/g.*/\" ){dense;}}"))
                .isEqualTo("""
                rsp 1;
                policy fast for M extends half {
                  select op(linear) in layer[*] where layer >= 2 and outputs < inputs { dense; }
                  select node("/g.*/") { dense; }
                }
                """);
    }

    @Test
    void partsOfTensorsAreDense() {
        assertThat(format(model("weights from safetensors(\"a\"){q=transposed\"w\"[0 .. D]:[ D,D ]if B else tied k;\n"
                        + "layer[ i ].{a=b,c}=\"x\"else \"y\"[D..2*D];}")))
                .isEqualTo(model("""
                  weights from safetensors("a") {
                    q                   = transposed "w"[0..D] : [D,D] if B else tied k;
                    layer[i].{a = b, c} = "x" else "y"[D..2 * D];
                  }
                """));
    }

    @Test
    void bindingsOfNeighbouringLinesAreAligned() {
        assertThat(format(model("""
                weights from safetensors ("m") {
                embed = "e" : [V,D];
                layer[i].{gate,up}   = "l.{i}.{_}";
                layer[i].{n1=input_layernorm,n2=post_attention_layernorm} = "model.layers.{i}.{_}.weight":[D];
                head = "h" else tied embed;

                norm="n";
                }
                """))).contains("""
                  weights from safetensors("m") {
                    embed              = "e" : [V,D];
                    layer[i].{gate,up} = "l.{i}.{_}";
                    layer[i].{n1 = input_layernorm, n2 = post_attention_layernorm} = "model.layers.{i}.{_}.weight" : [D];
                    head               = "h" else tied embed;

                    norm = "n";
                  }
                """);
    }

    @Test
    void commentsStayWhereTheyAre() {
        assertThat(format("""
                /* head */ // of the file
                rsp 1;   // version


                // about
                // the model
                model M() -> () { // opens
                    dim T;// tokens
                  param A = 1,  // one
                    // before two
                    B = f(/* in */ 2) /* last */ ;     // long
                  /* two
                      lines */
                  graph {
                    x = 1;

                    // at the end
                  }   // closes

                  // last
                }
                // after
                """)).isEqualTo("""
                /* head */
                // of the file
                rsp 1;  // version

                // about
                // the model
                model M() -> () {  // opens
                  dim T;        // tokens
                  param A = 1,  // one
                        // before two
                        B = f(/* in */ 2) /* last */;  // long
                  /* two
                      lines */
                  graph {
                    x = 1;

                    // at the end
                  }  // closes

                  // last
                }
                // after
                """);
    }

    @Test
    void commentsOfNeighbouringLinesAreAligned() {
        assertThat(format(model("dim T; // tokens\nparam A = 1; // one\n\ndim S; // other\n")))
                .contains("""
                  dim T;        // tokens
                  param A = 1;  // one

                  dim S;  // other
                """);
    }

    @Test
    void longStatementsAreBrokenOutsideBracketsFirst() {
        String names = "config(\"a_rather_long_name_of_a_setting\")";
        assertThat(format(model("param A = " + names + ", B = " + names + ", C = " + names + ";\n")))
                .contains("""
                  param A = config("a_rather_long_name_of_a_setting"), B = config("a_rather_long_name_of_a_setting"),
                        C = config("a_rather_long_name_of_a_setting");
                """);
        String call = "rope(linear(a_long_name_of_a_value, weight_of_it))";
        assertThat(format(model(
                        "graph {\n x = attention(" + call + ", " + call + ", " + call + ", heads = H) @cache; }")))
                .contains("""
                    x = attention(rope(linear(a_long_name_of_a_value, weight_of_it)),
                        rope(linear(a_long_name_of_a_value, weight_of_it)), rope(linear(a_long_name_of_a_value, weight_of_it)),
                        heads = H) @cache;
                """);
    }

    @Test
    void elementsOfAListStayWhole() {
        String long1 = "config(\"a_rather_long_name_of_a_setting_of_a_model\")";
        assertThat(format(model("param A = " + long1 + ", B = " + long1 + " else A / 2;\n")))
                .contains("""
                  param A = config("a_rather_long_name_of_a_setting_of_a_model"),
                        B = config("a_rather_long_name_of_a_setting_of_a_model") else A / 2;
                """);
    }

    @Test
    void aLongListOfNamesIsBrokenBeforeWhatItIsBoundTo() {
        String names = "{first_of_the_norms = input_layernorm, second_of_the_norms = post_attention_layernorm}";
        assertThat(format(model("weights from safetensors(\"m\") {\n layer[i]." + names
                        + " = \"model.layers.{i}.{_}.weight\" : [D];\n q = transposed \"q\";\n gate = \"g\";\n}\n")))
                .contains("    layer[i]." + names + "\n        = \"model.layers.{i}.{_}.weight\" : [D];\n"
                        + "    q    = transposed \"q\";\n    gate = \"g\";\n");
    }

    @Test
    void blocksInOneLineStayWhileThereIsRoom() {
        assertThat(format("rsp 1;\ntarget jvm {package \"a\";\n class A;}\ntarget jvm { package \"b\"; class B; }\n"))
                .isEqualTo("""
                rsp 1;
                target jvm {
                  package "a";
                  class A;
                }
                target jvm { package "b"; class B; }
                """);
        String name = "n".repeat(100);
        assertThat(format("rsp 1;\ntarget jvm { package \"" + name + "\"; class B; }\n"))
                .contains("""
                target jvm {
                  package
                """.strip());
    }

    @Test
    void emptyLinesStayAndSeveralBecomeOne() {
        assertThat(format("rsp 1;\n\n\n\ntarget a {\n\n  b;\n\n\n  c;\n\n}\n"))
                .isEqualTo("rsp 1;\n\ntarget a {\n  b;\n\n  c;\n}\n");
    }

    @Test
    void otherLineEndsAndAByteOrderMarkGo() {
        assertThat(format("\uFEFFrsp 1;\r\n// one\rtarget a { b; }\r\n"))
                .isEqualTo("rsp 1;\n// one\ntarget a { b; }\n");
    }

    @Test
    void constructsThatAreNotKnownYetAreLaidOutByTheirMarks() {
        assertThat(format("rsp 1;\nfuture thing(a,b) . 5 => ~x 1 . 5;\nlater{a{b;}c;}\n"))
                .isEqualTo("""
                rsp 1;
                future thing(a, b).5 = > ~ x 1. 5;
                later {
                  a { b; }
                  c;
                }
                """);
    }

    @Test
    void aListMayEndTheLastStatementOfABlock() {
        assertThat(format("rsp 1;\npolicy p { later {a b} }\n")).isEqualTo("rsp 1;\npolicy p {later {a b}}\n");
        assertThat(format("rsp 1;\npolicy p { dense; later {a b}\n}\n"))
                .isEqualTo("rsp 1;\npolicy p {\n  dense;\n  later {a b}\n}\n");
    }

    @Test
    void refusesTextWithSyntaxErrors() {
        assertThatThrownBy(() -> Formatter.format("rsp 1; model")).isInstanceOf(IllegalArgumentException.class);
    }
}
