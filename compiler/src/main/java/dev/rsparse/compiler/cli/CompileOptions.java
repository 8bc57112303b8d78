package dev.rsparse.compiler.cli;

import dev.rsparse.compiler.Pipeline;
import dev.rsparse.compiler.check.CheckedPolicy;
import dev.rsparse.compiler.check.JvmTarget;
import dev.rsparse.compiler.check.OnnxTarget;
import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.engine.BackEnd;
import dev.rsparse.compiler.engine.Engine;
import dev.rsparse.compiler.ir.DType;
import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.Thinning;
import dev.rsparse.compiler.lock.Lock;
import dev.rsparse.compiler.project.FactorStore;
import dev.rsparse.compiler.project.LockStore;
import dev.rsparse.compiler.project.ModelProject;
import dev.rsparse.compiler.project.PackedCache;
import dev.rsparse.compiler.project.PolicyGraph;
import dev.rsparse.compiler.project.PolicyResolver;
import dev.rsparse.compiler.project.ProjectException;
import dev.rsparse.compiler.schedule.Formats;
import dev.rsparse.runtime.CacheFormat;
import dev.rsparse.runtime.CompiledModel;
import dev.rsparse.runtime.StripLayout;
import dev.rsparse.runtime.WeightContainer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/// Options of every command that compiles a model.
final class CompileOptions {

    @Option(
            names = "--target",
            paramLabel = "NAME",
            description = "The target of the file to go by: its class, with the package where two have the same."
                    + " Default: the model's first.")
    private String target;

    @Option(
            names = "--policy",
            paramLabel = "NAME",
            description = "The policy to compile: a name in the file, or dense. Default: that of the target.")
    private String policy;

    @Option(
            names = "--weights",
            paramLabel = "FORMAT",
            description = "How weights are stored: f32, bf16, f16, q8 or q4. Default: that of the target, else bf16 or"
                    + " f16 for a checkpoint in that and f32 for others. What the policy says of single weights holds.")
    private StripLayout weights;

    @Option(
            names = "--kv-cache",
            paramLabel = "FORMAT",
            description = "How keys and values of the tokens read are kept: f32, bf16 or f16. Default: that of the"
                    + " file's target, else f32.")
    private CacheFormat kvCache;

    /// A model compiled under one policy, as far as kernel IR.
    ///
    /// @param runs what the policy runs before it thins it by `thinnings`
    record Compiled(CheckedPolicy policy, PolicyGraph runs, Map<String, Thinning> thinnings, Engine engine) {

        /// The factors that the policy needs; it may take long to compute them.
        FactorStore factors(ModelProject project, Console console) {
            return FactorStore.of(project, runs, thinnings, console::message);
        }

        /// The same, loaded by way of `backEnd`.
        Compiled loadedBy(BackEnd backEnd) {
            return new Compiled(policy, runs, thinnings, engine.withBackEnd(backEnd));
        }

        /// Emits, compiles and loads the class: some seconds in which the user should know what goes on.
        CompiledModel load(ModelProject project, Console console) {
            WeightContainer weights = PackedCache.ofSystem(console::message).open(project, runs, thinnings, engine);
            console.message("compiling " + engine.info().name() + " under policy " + policy.name());
            return engine.load(weights);
        }
    }

    /// Reads and checks the source, for the target asked for.
    ModelProject open(Path model) {
        return ModelProject.open(model, Optional.ofNullable(target));
    }

    /// The same with random weights.
    ModelProject openRandom(Path model, long seed) {
        return ModelProject.openRandom(model, seed, Optional.ofNullable(target));
    }

    /// What was asked for as the policy.
    Optional<String> policyName() {
        return Optional.ofNullable(policy);
    }

    CheckedPolicy policy(ModelProject project) {
        return project.policy(Optional.ofNullable(policy));
    }

    /// The format asked for here or by the target; else that of a checkpoint in bf16 or f16. Only a rotated policy
    /// loses something by that: what one more rounding to bf16 costs (0.0001 nats on `examples/quill`).
    StripLayout format(ModelProject project) {
        if (weights != null) {
            return weights;
        }
        return project.target()
                .flatMap(JvmTarget::weights)
                .or(() -> same(project, DType.BF16, StripLayout.BF16))
                .or(() -> same(project, DType.F16, StripLayout.F16))
                .orElse(StripLayout.F32);
    }

    /// `format` for a checkpoint whose linears are of `dtype`.
    private static Optional<StripLayout> same(ModelProject project, DType dtype, StripLayout format) {
        boolean all = project.model().graph().nodes().stream()
                .noneMatch(node -> node instanceof Node.Linear linear
                        && linear.weight().type().dtype() != dtype);
        return all ? Optional.of(format) : Optional.empty();
    }

    /// How keys and values are kept: as asked for here or by the target, else exactly.
    CacheFormat kvCache(ModelProject project) {
        return kvCache != null
                ? kvCache
                : project.target().flatMap(JvmTarget::kvCache).orElse(CacheFormat.F32);
    }

    /// Compiles the project's model; needs the lock unless the policy thins nothing.
    Compiled compile(ModelProject project, Console console) {
        console.print(project.warnings(), project.sources());
        return compile(project, policy(project), console);
    }

    /// The same model with nothing thinned.
    Compiled dense(ModelProject project, Console console) {
        return compile(project, project.policy(Optional.of(CheckedPolicy.DENSE)), console);
    }

    /// A model rewritten under one policy, for an output that is no class.
    ///
    /// @param runs what the policy runs before it thins it
    /// @param graph what it runs then
    record Rewritten(CheckedPolicy policy, PolicyGraph runs, Map<String, Thinning> thinnings, Graph graph) {

        /// The factors that the policy needs; it may take long to compute them.
        FactorStore factors(ModelProject project, Console console) {
            return FactorStore.of(project, runs, thinnings, console::message);
        }
    }

    /// Rewrites the project's model under the policy asked for, else that of its target for ONNX, else dense: the
    /// policy of another target is for its class.
    Rewritten rewrite(ModelProject project, Console console) {
        String name = Optional.ofNullable(policy)
                .or(() -> project.model().onnx().map(OnnxTarget::policy))
                .orElse(CheckedPolicy.DENSE);
        CheckedPolicy chosen = project.policy(Optional.of(name));
        Optional<Lock> lock = LockStore.of(project).read();
        Map<String, Thinning> thinnings = new PolicyResolver(project, chosen).measured(lock);
        PolicyGraph runs = PolicyGraph.of(project, chosen, lock, console::message);
        return new Rewritten(chosen, runs, thinnings, Pipeline.rewrite(runs.graph(), thinnings));
    }

    /// The type that an ONNX model stores matrices in: that asked for here or by its target, else `f32`, which
    /// every runtime multiplies.
    ///
    /// @throws ProjectException when it is none of floats
    DType onnxWeights(ModelProject project) {
        if (weights == null) {
            return project.model().onnx().flatMap(OnnxTarget::weights).orElse(DType.F32);
        }
        return DType.parse(weights.text())
                .orElseThrow(() -> ProjectException.of(
                        project.source().toString(),
                        Code.ONNX_EXPORT,
                        "an ONNX model does not store weights as " + weights.text(),
                        "use --weights f32, f16 or bf16"));
    }

    /// Refuses what says how a class runs.
    void refuseForClasses(Console console) {
        String option = kvCache != null ? "--kv-cache" : "--target";
        if (kvCache != null || target != null) {
            throw new CommandLine.ParameterException(
                    console.commandLine(), option + " is for classes, not for an ONNX model");
        }
    }

    private Compiled compile(ModelProject project, CheckedPolicy chosen, Console console) {
        Optional<Lock> lock = LockStore.of(project).read();
        Map<String, Thinning> thinnings = new PolicyResolver(project, chosen).measured(lock);
        PolicyGraph runs = PolicyGraph.of(project, chosen, lock, console::message);
        Formats formats = new Formats(format(project), chosen.formats());
        Engine engine = Engine.compile(runs.graph(), chosen.name(), thinnings, formats, project.config(), Set.of())
                .withFirstDense(chosen.firstDense())
                .withKvCache(kvCache(project));
        return new Compiled(chosen, runs, thinnings, engine);
    }
}
