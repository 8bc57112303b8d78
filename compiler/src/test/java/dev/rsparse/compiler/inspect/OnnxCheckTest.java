package dev.rsparse.compiler.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rsparse.compiler.onnx.Onnx;
import dev.rsparse.compiler.onnx.OnnxFile;
import dev.rsparse.compiler.onnx.OnnxType;
import dev.rsparse.compiler.onnx.run.OnnxComparison;
import dev.rsparse.compiler.onnx.run.OnnxDensity;
import dev.rsparse.compiler.onnx.sites.Site;
import dev.rsparse.compiler.onnx.sites.Sites;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxCheckTest {

    @TempDir
    Path folder;

    private List<OnnxDensity> densities() {
        List<Site> sites = Sites.of(OnnxFile.read(Onnx.write(
                        folder,
                        "m.onnx",
                        Onnx.model(Onnx.graph(Onnx.node("a", "MatMul x,w1 -> h"), Onnx.node("b", "MatMul h,w2 -> y"))
                                .addInitializer(Onnx.tensor("w1", OnnxType.F32, 4, 4))
                                .addInitializer(Onnx.tensor("w2", OnnxType.F32, 4, 4))))))
                .sites();
        return List.of(new OnnxDensity(sites.get(0), 0.45, 0.4412), new OnnxDensity(sites.get(1), 0.45, 0.5));
    }

    private static OnnxComparison comparison(double relative, long mismatches) {
        return new OnnxComparison(
                List.of(
                        new OnnxComparison.Difference("logits", 10 * relative, relative, mismatches),
                        new OnnxComparison.Difference("cache", 0, 0, 0)),
                4,
                "in");
    }

    @Test
    void printsDifferencesAndSharesInTables() {
        assertThat(new OnnxCheck(comparison(1.25e-5, 0), densities(), Optional.empty()).text())
                .isEqualTo("""
                checked on 4 of in
                  output  worst |a-b|  worst |a-b|/max(1,|b|)  mismatches
                  logits  0.000125     1.25e-05                0
                  cache   0.00         0.00                    0
                  all     0.000125     1.25e-05                0
                share of channels read
                  site          asked   read
                  weight("w1")  45.0 %  44.1 %
                  weight("w2")  45.0 %  50.0 %
                  mean          45.0 %  47.1 %
                """);
    }

    @Test
    void printsNoSharesWhereNothingIsSkipped() {
        assertThat(new OnnxCheck(comparison(0, 0), List.of(), Optional.empty()).text())
                .doesNotContain("share");
    }

    @Test
    void theToleranceDecides() {
        assertThat(new OnnxCheck(comparison(0.5, 0), List.of(), Optional.empty()).isGood())
                .isTrue();
        assertThat(new OnnxCheck(comparison(0.5, 0), List.of(), Optional.of(0.5)).isGood())
                .isTrue();
        OnnxCheck beyond = new OnnxCheck(comparison(0.5, 0), List.of(), Optional.of(0.4));
        assertThat(beyond.isGood()).isFalse();
        assertThat(beyond.problem())
                .isEqualTo("outputs differ by up to 0.500 of max(1, |original|), the tolerance is 0.400");
    }

    @Test
    void aMismatchIsNeverGood() {
        OnnxCheck mismatched = new OnnxCheck(comparison(0, 2), List.of(), Optional.empty());
        assertThat(mismatched.isGood()).isFalse();
        assertThat(mismatched.problem()).isEqualTo("2 elements of outputs are a number in one model alone");
    }

    @Test
    void theObjectHasAllDigits() {
        OnnxCheck check = new OnnxCheck(comparison(1.25e-5, 0), densities(), Optional.of(1e-4));
        assertThat(check.object().toString())
                .isEqualTo("{samples=4, origin=in, outputs=["
                        + "{output=logits, absolute=1.25E-4, relative=1.25E-5, mismatches=0}, "
                        + "{output=cache, absolute=0.0, relative=0.0, mismatches=0}], "
                        + "worst={output=all, absolute=1.25E-4, relative=1.25E-5, mismatches=0}, "
                        + "tolerance=1.0E-4, good=true, density=["
                        + "{selector=weight(\"w1\"), node=a, asked=0.45, read=0.4412}, "
                        + "{selector=weight(\"w2\"), node=b, asked=0.45, read=0.5}]}");
    }
}
