package dev.rsparse.compiler.lsp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rsparse.compiler.project.TinyModel;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.lsp4j.CodeAction;
import org.eclipse.lsp4j.Diagnostic;
import org.eclipse.lsp4j.DiagnosticSeverity;
import org.eclipse.lsp4j.Range;
import org.eclipse.lsp4j.TextEdit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerTest {

    @TempDir
    Path folder;

    private Path model;
    private String source;
    private Editor editor;
    private CompletableFuture<Boolean> served;

    @BeforeEach
    void connect() throws IOException {
        model = TinyModel.writeDefault(folder);
        source = Files.readString(model);
        PipedInputStream requests = new PipedInputStream();
        PipedInputStream answers = new PipedInputStream();
        PipedOutputStream toServer = new PipedOutputStream(requests);
        PipedOutputStream toEditor = new PipedOutputStream(answers);
        served = CompletableFuture.supplyAsync(() -> {
            try {
                return Server.serve(requests, toEditor, "test");
            } catch (InterruptedException | ExecutionException problem) {
                throw new IllegalStateException(problem);
            }
        });
        editor = new Editor(answers, toServer, model.toUri().toString());
        editor.initialize();
    }

    @AfterEach
    void disconnect() throws InterruptedException, ExecutionException, TimeoutException {
        editor.exit();
        assertThat(served.get(1, TimeUnit.MINUTES)).isTrue();
        editor.stopListening();
    }

    private static String place(Range range) {
        return range.getStart().getLine() + ":" + range.getStart().getCharacter() + "-"
                + range.getEnd().getLine() + ":" + range.getEnd().getCharacter();
    }

    @Test
    void tellsOfMistakesAsTheTextChanges() {
        assertThat(editor.open(source)).isEmpty();
        List<Diagnostic> found = editor.change("linear(h, q)", "linear(g, q)");
        assertThat(found).hasSize(1);
        assertThat(found.getFirst().getCode().getLeft()).isEqualTo("E0101");
        assertThat(found.getFirst().getSeverity()).isEqualTo(DiagnosticSeverity.Error);
        assertThat(place(found.getFirst().getRange())).isEqualTo("21:32-21:33");
        assertThat(editor.change("linear(g, q)", "linear(h, q")).hasSize(1);
        assertThat(editor.change("linear(h, q", "linear(h, q)")).isEmpty();
    }

    @Test
    void offersToPutInWhatWasLikelyMeant() {
        editor.open(source.replace("rmsnorm(x, n1", "rmsnrm(x, n1"));
        List<CodeAction> repairs = editor.repairs("rmsnrm(x, n1", "rmsnrm");
        assertThat(repairs).hasSize(1);
        assertThat(repairs.getFirst().getTitle()).isEqualTo("Write 'rmsnorm'");
        TextEdit edit = repairs.getFirst()
                .getEdit()
                .getChanges()
                .get(model.toUri().toString())
                .getFirst();
        assertThat(edit.getNewText()).isEqualTo("rmsnorm");
        assertThat(place(edit.getRange())).isEqualTo("20:10-20:16");
    }

    @Test
    void showsShapesAndThePolicyInForce() {
        editor.open(source);
        assertThat(editor.hover("linear(h, q)", "q")).isEqualTo("""
                `layer[0].q: bf16[32,32]`

                tensor `model.layers.0.self_attn.q_proj.weight`

                - `half`: rsparse (line 33), sparsity 50.0% (line 33), split 1.0 (line 33), phase decode (line 33)
                - `ranked`: rsparse (line 38), sparsity 50.0% (line 38), split 0.5 (line 38), phase all (line 38)""");
        assertThat(editor.hover("head);", "head")).contains("- `half`: dense (line 32)");
        assertThat(editor.hover("linear(h, q)", "linear")).isEqualTo("""
                `linear(x, w, [bias])`

                x times the transpose of w, plus bias

                `x f32[..,in], w [out,in], bias [out] → f32[..,out]`

                gives `f32[T,32]`""");
        assertThat(editor.hover("m = rmsnorm", "m")).isEqualTo("`m: f32[T,32]`");
        assertThat(editor.hover("gather(embed, ids)", "ids")).isEqualTo("`ids: i32[T]`");
        assertThat(editor.hover("gather(embed, ids)", "embed")).contains("`embed: bf16[260,32]`");
        assertThat(editor.hover("in 0..L", "L")).isEqualTo("`param L = 2`");
        assertThat(editor.hover("repeat i", "repeat")).isEmpty();
    }

    @Test
    void keepsShowingWhatItKnewWhileTheTextIsBroken() {
        editor.open(source);
        editor.change("linear(h, q)", "linear(h, )");
        assertThat(editor.hover("linear(h, k)", "k")).contains("`layer[0].k: bf16[16,32]`");
    }

    @Test
    void goesToWhereANameIsGiven() {
        editor.open(source);
        assertThat(place(editor.definition("linear(h, q)", "q").getFirst().getRange()))
                .isEqualTo("10:14-10:15");
        assertThat(place(editor.definition("linear(h, q)", "h").getFirst().getRange()))
                .isEqualTo("20:6-20:7");
        assertThat(place(editor.definition("policy half;", "half").getFirst().getRange()))
                .isEqualTo("30:7-30:11");
        assertThat(place(editor.definition("in 0..L", "L").getFirst().getRange()))
                .startsWith("4:");
        assertThat(editor.definition("repeat i", "repeat")).isEmpty();
    }

    @Test
    void completesByTheBlockAround() {
        editor.open(source);
        assertThat(editor.completion("policy half for", "policy half"))
                .containsExactly("import", "fn", "model", "policy", "target");
        assertThat(editor.completion("x = gather", "x")).contains("repeat", "rmsnorm", "attention", "embed", "V", "h");
        assertThat(editor.completion("default { dense", "default")).contains("select", "tune", "assert");
        assertThat(editor.completion("{ rsparse; spar", "rsparse")).contains("sparsity", "split", "mask");
        assertThat(editor.completion("class Tiny", "class")).contains("package", "threads");
        assertThat(editor.completion("weights from", "weights"))
                .containsExactly("fits", "require", "dim", "param", "weights", "graph");
    }

    @Test
    void offersCastsAmongWhatAGraphCalls() {
        editor.open(source);
        assertThat(editor.completion("x = gather", "x")).contains("f32", "f16", "bf16", "i32");
    }

    @Test
    void offersWhatASelectorMayAskOfALinear() {
        editor.open(source + "policy p { select node(gate) in layer[*].{q,k} where layer > 1 { dense; } }\n");
        assertThat(editor.completion("select node", "node")).containsExactly("op", "node", "weight", "path");
        assertThat(editor.completion("where layer > 1", "layer")).containsExactly("inputs", "outputs", "layer");
        assertThat(editor.completion("{ dense; } }", "dense"))
                .contains("sparsity")
                .doesNotContain("model");
    }

    @Test
    void offersTheWordsThatAPropertyTakes() {
        editor.open(source + """
                policy p {
                  rotate residual; first dense;
                  default { score magnitude; skip rows; phase all; mask own; weights q8; sparsity 50%; }
                  tune layer[*].q { budget mean 50% objective kl by teal; skip in {columns, rows}; split in {1.0}; }
                }
                target jvm { class Other; emit source; policy half; weights q4; kv_cache f16; model Tiny; }
                """);
        assertThat(editor.completion("rotate residual", "residual")).containsExactly("residual");
        assertThat(editor.completion("first dense", "dense")).containsExactly("dense");
        assertThat(editor.completion("score magnitude", "magnitude")).containsExactly("magnitude", "column_norm");
        assertThat(editor.completion("skip rows", "rows")).containsExactly("columns", "rows");
        assertThat(editor.completion("phase all", "all")).containsExactly("decode", "all");
        assertThat(editor.completion("mask own", "own")).containsExactly("own", "shared");
        assertThat(editor.completion("weights q8", "q8")).containsExactly("f32", "bf16", "f16", "q8", "q4");
        assertThat(editor.completion("sparsity 50%; }", "50%")).isEmpty();
        assertThat(editor.completion("mean 50% objective", "mean")).containsExactly("mean");
        assertThat(editor.completion("objective kl", "kl")).containsExactly("perplexity", "kl");
        assertThat(editor.completion("by teal", "teal")).contains("allocate", "teal", "cats");
        assertThat(editor.completion("{columns, rows}", "rows")).containsExactly("columns", "rows");
        assertThat(editor.completion("split in {1.0}", "split")).contains("budget", "objective");
        assertThat(editor.completion("emit source", "source")).containsExactly("source");
        assertThat(editor.completion("policy half;", "half")).contains("half", "p", "dense");
        assertThat(editor.completion("kv_cache f16", "f16")).containsExactly("f32", "bf16", "f16");
        assertThat(editor.completion("model Tiny; }", "Tiny")).containsExactly("Tiny");
    }

    @Test
    void offersValuesWhileAWordIsStillBeingWritten() {
        editor.open(source + "policy p { default { score column_norm; } }\n");
        assertThat(editor.completion("score column_norm", "_norm")).containsExactly("magnitude", "column_norm");
        assertThat(editor.completion("score column_norm", "core")).contains("score", "sparsity");
    }

    @Test
    void formatsTheWholeText() {
        editor.open(source.replace("dim T;", "dim   T ;"));
        List<? extends TextEdit> edits = editor.formatting();
        assertThat(edits).hasSize(1);
        assertThat(edits.getFirst().getNewText()).contains("\n  dim T;");
        editor.change("dim   T ;", "dim T");
        assertThat(editor.formatting()).isEmpty();
    }

    @Test
    void tellsOfTheModelThatAPlaceIsIn() {
        String graph = source.substring(source.indexOf("model "), source.indexOf("policy half"));
        String second = graph.replaceFirst("Tiny", "Second")
                .replace("linear(h, q)", "linear(h, q) * 2")
                .replace(
                        "logits = linear(rmsnorm(x, norm, eps = E), head)",
                        "y = rmsnorm(x, norm, eps = E);\n" + "    logits = linear(y, head) * 3");
        editor.open(source + second + """
                policy own for Second { select layer[0].q { rsparse; sparsity 25%; } }
                policy all { select layer[*].{k,v} { rsparse; sparsity 30%; } }
                """);
        assertThat(editor.hover("y = rmsnorm", "y")).isEqualTo("`y: f32[T,32]`");
        assertThat(editor.hover("linear(h, q) * 2", "q"))
                .contains("- `own`: rsparse", "sparsity 25.0%")
                .doesNotContain("`half`");
        assertThat(editor.hover("linear(h, q)", "q"))
                .contains("- `half`: rsparse")
                .doesNotContain("`own`");
        assertThat(editor.hover("select layer[0].q { rsparse; sparsity 25", "layer"))
                .isEqualTo("selects 1 of `Second`: `layer[0].q`");
        assertThat(editor.hover("layer[*].{k,v}", "k"))
                .isEqualTo("selects 4 of `Tiny`: `layer[0..2].k`, `layer[0..2].v`");
    }

    @Test
    void offersTheImportThatWasMeantAndTheOneThatIsMissing() throws IOException {
        Path config = folder.resolve("config.json");
        Files.writeString(config, Files.readString(config).replaceFirst("\\{", "{\"model_type\": \"llama\","));
        editor.open("rsp 1;\nimport \"lama\";\nmodel M from \".\";\n");
        List<CodeAction> repairs = editor.repairs("import", "import");
        assertThat(repairs).extracting(CodeAction::getTitle).containsExactly("Write '\"llama\"'");
        assertThat(edit(repairs).getNewText()).isEqualTo("\"llama\"");
        assertThat(place(edit(repairs).getRange())).isEqualTo("1:7-1:13");
        editor.change("import \"lama\";\n", "");
        List<CodeAction> missing = editor.repairs("model M", "M");
        assertThat(missing).extracting(CodeAction::getTitle).containsExactly("Write 'import \"llama\";'");
        assertThat(edit(missing).getNewText()).isEqualTo("import \"llama\";\n");
        assertThat(place(edit(missing).getRange())).isEqualTo("1:0-1:0");
    }

    private TextEdit edit(List<CodeAction> repairs) {
        return repairs.getFirst()
                .getEdit()
                .getChanges()
                .get(model.toUri().toString())
                .getFirst();
    }

    @Test
    void placesOfTheLibraryAreToldInWordsWhereTheModelIsNamed() throws IOException {
        Path config = folder.resolve("config.json");
        Files.writeString(
                config,
                Files.readString(config)
                        .replaceFirst("\\{", "{\"model_type\": \"llama\",")
                        .replace("\"hidden_act\": \"silu\"", "\"hidden_act\": \"mish\""));
        List<Diagnostic> found = editor.open("rsp 1;\nimport \"llama\";\nmodel M from \".\";\n");
        assertThat(found).hasSize(1);
        assertThat(found.getFirst().getCode().getLeft()).isEqualTo("E0210");
        assertThat(found.getFirst().getMessage().getLeft()).startsWith("library/llama.rsp:");
        assertThat(place(found.getFirst().getRange())).isEqualTo("2:6-2:7");
        assertThat(found.getFirst().getRelatedInformation())
                .allSatisfy(place -> assertThat(place.getLocation().getUri())
                        .isEqualTo(model.toUri().toString()));
    }

    @Test
    void otherPlacesOfTheTextAreLinkedThoughItWasNeverSaved() throws IOException {
        Files.delete(model);
        List<Diagnostic> found = editor.open(source.replace("dim T;", "dim T, T;"));
        assertThat(found).hasSize(1);
        assertThat(found.getFirst().getRelatedInformation())
                .extracting(place ->
                        place.getMessage() + " " + place(place.getLocation().getRange()))
                .containsExactly("given first 3:6-3:7");
    }
}
