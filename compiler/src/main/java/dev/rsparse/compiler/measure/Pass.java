package dev.rsparse.compiler.measure;

import dev.rsparse.compiler.calibrate.Calibration;
import dev.rsparse.compiler.check.CheckedPolicy;
import dev.rsparse.compiler.engine.Engine;
import dev.rsparse.compiler.ir.Value;
import dev.rsparse.compiler.pack.FactorSource;
import dev.rsparse.compiler.project.ModelProject;
import dev.rsparse.compiler.project.PolicyGraph;
import dev.rsparse.runtime.CompiledModel;
import dev.rsparse.runtime.StripLayout;
import java.util.Map;
import java.util.Set;

/// The dense model in one basis with all that matters there observed, for the policies that run in that basis.
///
/// @param requests in an order that is always the same
record Pass(PolicyGraph runs, Set<Calibration.Request> requests, Engine engine) {

    /// Weights are kept in float: thresholds belong to the checkpoint, not to a storage format.
    static Pass of(ModelProject project, PolicyGraph runs, Set<Calibration.Request> requests) {
        Set<Value> probes = Calibration.probes(runs.graph(), requests);
        Engine engine =
                Engine.compile(runs.graph(), CheckedPolicy.DENSE, Map.of(), StripLayout.F32, project.config(), probes);
        return new Pass(runs, requests, engine);
    }

    CompiledModel load() {
        return engine.load(runs.weights(), FactorSource.none());
    }

    /// A calibration that has counted nothing.
    Calibration nothingYet() {
        return new Calibration(runs.graph(), runs.weights(), engine.program().probed(), requests);
    }
}
