package dev.rsparse.compiler.onnx.compile;

import dev.rsparse.compiler.emit.bytecode.BytecodeEmitter;
import dev.rsparse.compiler.emit.bytecode.GraphClassWriter;
import dev.rsparse.compiler.emit.java.GraphEmitter;
import dev.rsparse.compiler.engine.BackEnd;
import dev.rsparse.compiler.load.GraphLoader;
import dev.rsparse.compiler.load.HiddenLoader;
import dev.rsparse.compiler.onnx.OnnxException;
import dev.rsparse.compiler.onnx.OnnxFile;
import dev.rsparse.compiler.onnx.fuse.Fusion;
import dev.rsparse.compiler.onnx.in.ModelImporter;
import dev.rsparse.compiler.onnx.in.TensorGraph;
import dev.rsparse.compiler.onnx.program.GraphLowering;
import dev.rsparse.compiler.onnx.program.GraphProgram;
import dev.rsparse.compiler.onnx.recognise.Recogniser;
import dev.rsparse.compiler.onnx.recognise.Recognition;
import dev.rsparse.compiler.onnx.shape.ShapeFolding;
import dev.rsparse.runtime.tensor.CompiledGraph;
import dev.rsparse.runtime.tensor.Constants;

/// An ONNX model that is ready to be emitted.
public final class GraphCompiler {

    private static final String LOADED = "CompiledGraph";

    private final Recognition recognition;
    private final GraphProgram program;

    private GraphCompiler(Recognition recognition, GraphProgram program) {
        this.recognition = recognition;
        this.program = program;
    }

    /// Compiles a sound model.
    ///
    /// @throws OnnxException naming all that it needs and that cannot be compiled
    public static GraphCompiler of(OnnxFile file) {
        Recognition recognition = recognised(file);
        return new GraphCompiler(recognition, GraphLowering.lower(Fusion.fuse(recognition.graph())));
    }

    /// The operators that a sound model is compiled to.
    ///
    /// @throws OnnxException as [#of]
    public static TensorGraph graph(OnnxFile file) {
        return Fusion.fuse(recognised(file).graph());
    }

    private static Recognition recognised(OnnxFile file) {
        return Recogniser.recognise(ShapeFolding.fold(ModelImporter.read(file)));
    }

    /// What was found spelt out in the model.
    public Recognition recognition() {
        return recognition;
    }

    /// What is emitted.
    public GraphProgram program() {
        return program;
    }

    /// The Java source of the graph's class.
    public String source(String packageName, String className) {
        return GraphEmitter.emit(program, packageName, className);
    }

    /// The class file of the graph's class for Java `release`.
    public byte[] classFile(String binaryName, int release) {
        return GraphClassWriter.write(program, binaryName, false, release);
    }

    /// Loads the class over its constants, both in memory.
    public CompiledGraph load(BackEnd backEnd, int threads) {
        Constants constants = Constants.of(program.constants(), program.fingerprint());
        return switch (backEnd) {
            case BYTECODE ->
                GraphLoader.load(
                        GraphClassWriter.write(
                                program, HiddenLoader.nameOf(LOADED), true, BytecodeEmitter.OLDEST_RELEASE),
                        constants,
                        threads);
            case SOURCE -> GraphLoader.load(LOADED, source("", LOADED), constants, threads);
        };
    }
}
