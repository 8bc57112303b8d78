package dev.rsparse.compiler.bench;

import dev.rsparse.compiler.calibrate.Calibration;
import dev.rsparse.compiler.check.CheckedPolicy;
import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.diag.Diagnostic;
import dev.rsparse.compiler.engine.Engine;
import dev.rsparse.compiler.ir.DType;
import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.TensorType;
import dev.rsparse.compiler.ir.Thinning;
import dev.rsparse.compiler.ir.Weight;
import dev.rsparse.compiler.measure.PolicyMeasurer;
import dev.rsparse.compiler.pack.FactorSource;
import dev.rsparse.compiler.project.ModelProject;
import dev.rsparse.compiler.project.PolicyResolver;
import dev.rsparse.compiler.project.ProjectException;
import dev.rsparse.compiler.rewrite.Factors;
import dev.rsparse.compiler.schedule.Formats;
import dev.rsparse.compiler.weights.RandomWeights;
import dev.rsparse.runtime.CompiledModel;
import dev.rsparse.runtime.StripLayout;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// A project with random weights as dense and thinned model. Thresholds come from the dense model's own activations
/// over random tokens. Low-rank factors are random too, of the rank that the policy asks for and of a size that
/// puts back the variance that thinning takes: they cost what real ones do, and approximate nothing.
public final class RandomModel {

    /// Tokens behind the prompt whose scores thresholds are read from: each gives a score per channel.
    private static final int CALIBRATED = 96;

    private final ModelProject project;
    private final RandomWeights weights;
    private final StripLayout format;
    private final UnaryOperator<Engine> settings;
    private final WeightFiles files;
    private final Consumer<String> messages;

    /// @param project opened with random weights
    /// @param settings what else the engines that are measured are set to
    /// @param messages told in one line what takes long
    public RandomModel(
            ModelProject project,
            StripLayout format,
            UnaryOperator<Engine> settings,
            WeightFiles files,
            Consumer<String> messages) {
        this.project = project;
        this.weights = (RandomWeights) project.weights();
        this.format = format;
        this.settings = settings;
        this.files = files;
        this.messages = messages;
    }

    /// The model with nothing thinned, in one format.
    public Variant dense() {
        return dense(project.policy(Optional.of(CheckedPolicy.DENSE)));
    }

    /// The model under `policy`, which thins nothing.
    public Variant dense(CheckedPolicy policy) {
        Engine engine = engine(policy, Map.of());
        WeightFiles.Mapped mapped = files.open(engine, weights, FactorSource.none());
        messages.accept("compiling " + engine.info().name() + " under policy " + policy.name());
        return new Variant(engine, mapped);
    }

    /// The model under `policy`, which thins something.
    ///
    /// @param dense the same model
    /// @param promptTokens length of the prompt that decoded tokens follow
    /// @throws ProjectException when the policy rotates the residual stream
    public Variant thinned(CheckedPolicy policy, Variant dense, int promptTokens) {
        requireNoRotation(policy);
        Map<String, Thinning> asked = new PolicyResolver(project, policy).asked();
        Map<String, Thinning> thinnings = calibrated(asked, dense, promptTokens);
        Engine engine = engine(policy, thinnings).withFirstDense(policy.firstDense());
        WeightFiles.Mapped mapped = files.open(engine, weights, this::factors);
        messages.accept("compiling " + engine.info().name() + " under policy " + policy.name());
        return new Variant(engine, mapped);
    }

    private void requireNoRotation(CheckedPolicy policy) {
        if (policy.rotation().isPresent()) {
            throw new ProjectException(
                    List.of(Diagnostic.at(
                                    policy.rotation().get(),
                                    Code.NOT_SUPPORTED,
                                    "random weights have no basis to rotate the residual stream to",
                                    "asked for here")
                            .help("a rotated policy runs the same kernels as one without 'rotate residual;'")),
                    project.sources());
        }
    }

    private Engine engine(CheckedPolicy policy, Map<String, Thinning> thinnings) {
        Formats formats = new Formats(format, policy.formats());
        return settings.apply(Engine.compile(graph(), policy.name(), thinnings, formats, project.config(), Set.of()));
    }

    private Graph graph() {
        return project.model().graph();
    }

    private Map<String, Thinning> calibrated(Map<String, Thinning> asked, Variant dense, int promptTokens) {
        Set<Calibration.Request> requests = asked.entrySet().stream()
                .map(site -> Calibration.Request.of(site.getKey(), site.getValue()))
                .collect(Collectors.toSet());
        Engine probing = Engine.compile(
                graph(),
                CheckedPolicy.DENSE,
                Map.of(),
                format,
                project.config(),
                Calibration.probes(graph(), requests));
        int window = Math.min(promptTokens + CALIBRATED, probing.info().maxPositions());
        int counted = Math.min(promptTokens, window - 1);
        messages.accept("calibrating on " + (window - counted) + " random tokens behind " + counted);
        Calibration calibration =
                new Calibration(graph(), weights, probing.program().probed(), requests);
        CompiledModel model = new Variant(probing, dense.weights()).load();
        calibration.readFrom(
                model.newSession(window), Ids.calibration(window, probing.info().vocabulary()), counted);
        return PolicyMeasurer.thresholds(project, asked, calibration);
    }

    /// Rows of `v` as any matrix's, so that a product with them keeps the variance of its input; `u` alike.
    private Factors factors(String site, int rank) {
        Weight weight = graph().nodes().stream()
                .filter(node -> node instanceof Node.Linear linear
                        && linear.weight().path().equals(site))
                .map(node -> ((Node.Linear) node).weight())
                .findFirst()
                .orElseThrow();
        return new Factors(
                site,
                rank,
                matrix(site + " u", weight.type().size(0), rank),
                matrix(site + " v", rank, weight.type().size(1)));
    }

    private float[] matrix(String name, int rows, int columns) {
        weights.add(name, TensorType.of(DType.BF16, rows, columns));
        float[] elements = new float[Math.multiplyExact(rows, columns)];
        weights.read(name, 0, elements, 0, elements.length);
        return elements;
    }
}
