package dev.rsparse.compiler.report;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// All that a report shows, gathered: what draws it computes nothing but places.
///
/// @param policies those of the file that thin something, in its order
/// @param chosen the policy that the sections on single linears are about; one that thins nothing is not among
///     `policies`
/// @param losses kept results, those of one text and phase together
/// @param scores empty when no text was given, or the chosen policy thins nothing
/// @param spectra of the weights that the chosen policy runs with
public record ReportData(
        Header header,
        List<PolicyData> policies,
        PolicyData chosen,
        List<LossGroup> losses,
        Optional<ScoreData> scores,
        SpectrumData spectra) {

    public ReportData {
        policies = List.copyOf(policies);
        losses = List.copyOf(losses);
    }

    /// What the page is about.
    ///
    /// @param source file name, without folders
    /// @param tool version of rsparsec
    /// @param weights digest of each weight file by its name
    public record Header(String model, String source, String tool, Map<String, String> weights) {}
}
