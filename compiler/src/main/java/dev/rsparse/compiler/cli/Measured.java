package dev.rsparse.compiler.cli;

import dev.rsparse.compiler.onnx.OnnxFile;
import dev.rsparse.compiler.onnx.run.OnnxCalibration;
import dev.rsparse.compiler.onnx.sites.SiteScore;
import dev.rsparse.compiler.onnx.sites.Thresholds;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Measures thresholds when the rewrite asks for them, and keeps what came of it for reports and checks.
final class Measured implements RewriteTask.Calibrator {

    private final OnnxRunOptions options;
    private final Console console;
    private List<SiteScore> scores = List.of();
    private Optional<OnnxCalibration> calibration = Optional.empty();

    Measured(OnnxRunOptions options, Console console) {
        this.options = options;
        this.console = console;
    }

    @Override
    public Thresholds thresholds(OnnxFile file, List<SiteScore> asked) {
        scores = asked;
        calibration = Optional.of(options.calibrate(file, asked, console));
        return thresholds();
    }

    /// What thresholds were measured for; empty when none was needed.
    List<SiteScore> scores() {
        return scores;
    }

    Thresholds thresholds() {
        return calibration.map(OnnxCalibration::thresholds).orElseGet(() -> new Thresholds(Map.of()));
    }

    /// Adds thresholds and the shares of channels that they keep on the inputs they were measured on, by node.
    void put(Map<String, Object> object) {
        calibration.ifPresent(found -> {
            object.put("thresholds", new TreeMap<>(found.thresholds().byNode()));
            object.put("calibratedDensity", new TreeMap<>(found.densities()));
        });
    }
}
