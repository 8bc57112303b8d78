package dev.rsparse.compiler.engine;

import dev.rsparse.compiler.Pipeline;
import dev.rsparse.compiler.emit.bytecode.BytecodeEmitter;
import dev.rsparse.compiler.emit.bytecode.ClassFiles;
import dev.rsparse.compiler.emit.java.JavaEmitter;
import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.Phase;
import dev.rsparse.compiler.ir.Thinning;
import dev.rsparse.compiler.ir.Value;
import dev.rsparse.compiler.load.HiddenLoader;
import dev.rsparse.compiler.load.JavaLoader;
import dev.rsparse.compiler.lower.Program;
import dev.rsparse.compiler.pack.FactorSource;
import dev.rsparse.compiler.pack.WeightPacker;
import dev.rsparse.compiler.schedule.Formats;
import dev.rsparse.compiler.weights.ModelConfig;
import dev.rsparse.compiler.weights.WeightSource;
import dev.rsparse.runtime.CacheFormat;
import dev.rsparse.runtime.CompiledModel;
import dev.rsparse.runtime.ModelInfo;
import dev.rsparse.runtime.StripLayout;
import dev.rsparse.runtime.WeightContainer;
import java.util.Map;
import java.util.Set;

/// Compiles one graph under one policy, to source or into this process.
///
/// @param program the lowered model
/// @param info the constants its class carries
/// @param backEnd how [#load] makes the class
public record Engine(Program program, ModelInfo info, BackEnd backEnd) {

    /// Tokens a model without `max_position_embeddings` may hold.
    private static final long DEFAULT_POSITIONS = 2048;

    /// Name of a class that is loaded at once.
    private static final String LOADED = "RsparsecModel";

    /// A model that is loaded by way of class files.
    public Engine(Program program, ModelInfo info) {
        this(program, info, BackEnd.BYTECODE);
    }

    /// Compiles `graph` as far as kernel IR, with all linears and embeddings stored in `format`.
    public static Engine compile(
            Graph graph,
            String policy,
            Map<String, Thinning> thinnings,
            StripLayout format,
            ModelConfig config,
            Set<Value> probes) {
        return compile(graph, policy, thinnings, Formats.all(format), config, probes);
    }

    /// Compiles `graph` as far as kernel IR.
    ///
    /// @param formats how linears and embeddings are stored
    /// @param policy the policy's name, for people
    /// @param probes values that shall be observed
    /// @throws dev.rsparse.compiler.kernel.MethodTooLongException when HotSpot could not compile a function
    public static Engine compile(
            Graph graph,
            String policy,
            Map<String, Thinning> thinnings,
            Formats formats,
            ModelConfig config,
            Set<Value> probes) {
        Program program = Pipeline.compile(graph, thinnings, formats, probes);
        boolean thinPrompt = thinnings.values().stream().anyMatch(thinning -> thinning.phase() == Phase.ALL);
        ModelInfo info = new ModelInfo(
                graph.name(),
                policy,
                thinPrompt,
                false,
                graph.outputs().getFirst().value().type().rowSize(),
                maxPositions(graph, config),
                beginToken(config),
                Math.toIntExact(number(config, "eos_token_id", -1)),
                program.sites().stream().map(Program.Site::info).toList(),
                Sites.elements(graph, thinnings),
                Sites.nominalKept(graph, thinnings),
                program.schedule().layout().fingerprint(),
                1,
                CacheFormat.F32);
        return new Engine(program, info);
    }

    /// The same with the first token of a sequence dense, or as the others.
    public Engine withFirstDense(boolean dense) {
        return new Engine(program, info.withFirstDense(dense), backEnd);
    }

    /// The same on another number of threads, unless told otherwise at run time.
    public Engine withThreads(int threads) {
        return new Engine(program, info.withThreads(threads), backEnd);
    }

    /// The same with keys and values kept in `format`.
    public Engine withKvCache(CacheFormat format) {
        return new Engine(program, info.withKvCache(format), backEnd);
    }

    /// The same, loaded by way of `changed`.
    public Engine withBackEnd(BackEnd changed) {
        return new Engine(program, info, changed);
    }

    /// The same for sequences of up to `positions` tokens, whatever its configuration says.
    public Engine withMaxPositions(int positions) {
        return new Engine(program, info.withMaxPositions(positions), backEnd);
    }

    /// Longest sequence of a model with this configuration; tables of positions may end before.
    public static int maxPositions(Graph graph, ModelConfig config) {
        long configured = number(config, "max_position_embeddings", number(config, "n_positions", DEFAULT_POSITIONS));
        long rows = graph.nodes().stream()
                .filter(Node.Positions.class::isInstance)
                .map(Node.Positions.class::cast)
                .mapToLong(node -> node.table().type().size(0) - node.offset())
                .min()
                .orElse(Long.MAX_VALUE);
        return Math.toIntExact(Math.min(configured, rows));
    }

    /// Id of the token that begins a text, or -1 where the configuration names none.
    public static int beginToken(ModelConfig config) {
        return Math.toIntExact(number(config, "bos_token_id", -1));
    }

    private static long number(ModelConfig config, String key, long otherwise) {
        return config.find(key)
                .filter(Long.class::isInstance)
                .map(Long.class::cast)
                .orElse(otherwise);
    }

    /// The Java source of the model's class.
    public String source(String packageName, String className) {
        return JavaEmitter.emit(program, info, packageName, className);
    }

    /// The model as class files, for the oldest Java that runs them.
    public ClassFiles classes(String packageName, String className) {
        return classes(packageName, className, BytecodeEmitter.OLDEST_RELEASE);
    }

    /// The model as class files for Java `release`.
    public ClassFiles classes(String packageName, String className, int release) {
        return BytecodeEmitter.emit(program, info, packageName, className, release);
    }

    /// Packs the weights and loads the class, both in memory.
    public CompiledModel load(WeightSource weights, FactorSource factors) {
        return load(packer(weights, factors).pack());
    }

    /// Loads the class over packed weights.
    public CompiledModel load(WeightContainer weights) {
        return switch (backEnd) {
            case BYTECODE ->
                HiddenLoader.load(BytecodeEmitter.emitSingle(program, info, HiddenLoader.nameOf(LOADED)), weights);
            case SOURCE -> JavaLoader.load(LOADED, source("", LOADED), weights);
        };
    }

    /// Packs the weights for this program.
    public WeightPacker packer(WeightSource weights, FactorSource factors) {
        return new WeightPacker(program.schedule().layout(), weights, factors);
    }
}
