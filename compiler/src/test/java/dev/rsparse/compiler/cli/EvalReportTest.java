package dev.rsparse.compiler.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rsparse.compiler.project.EvalResult;
import dev.rsparse.compiler.project.EvalResult.Density;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EvalReportTest {

    private static EvalResult result(String policy, double nll, double kept, Map<String, Density> sites) {
        return new EvalResult(
                "test",
                policy,
                "sha256:1",
                "all",
                0,
                "bf16",
                "valid.u16",
                "sha256:0",
                2,
                512,
                1024,
                1022,
                nll,
                kept,
                0.5,
                6_500_000,
                13_000_000,
                sites,
                2);
    }

    private static final Map<String, Density> SITES = Map.of(
            "layer[0].q", new Density(0.4, 0.5, 100),
            "layer[1].q", new Density(0.6, 0.5, 100),
            "layer[0].down", new Density(0.348, 0.35, 300));

    @Test
    void showsThePolicyBesideTheDenseModel() {
        EvalReport report = new EvalReport(
                result("half", 3.9, 0.478, SITES), Optional.of(result("dense", 3.58389, 1, Map.of())), false);
        assertThat(report.text()).isEqualTo("""
                policy      half, phase all
                tokens      1024 read, 1022 scored
                NLL         3.90000 nats per token, dense 3.58389: +0.31611
                perplexity  49.402, dense 36.013
                kept bytes  47.8 % of the thinned linears (50.0 % asked)
                read        6.500 MB per decoded token, 50.0 % of the dense model's 13.000 MB
                density     down    34.8 % (35.0 % asked)
                            q       50.0 % (50.0 % asked)
                speed       512 tokens/s in batches
                """);
    }

    @Test
    void showsAPolicyAlone() {
        EvalReport report = new EvalReport(result("dense", 3.58389, 1, Map.of()), Optional.empty(), true);
        assertThat(report.text()).startsWith("""
                policy      dense, phase all (kept result)
                tokens      1024 read, 1022 scored
                NLL         3.58389 nats per token
                perplexity  36.013
                """).doesNotContain("density");
    }
}
