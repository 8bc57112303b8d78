package dev.rsparse.compiler.emit.bytecode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.rsparse.compiler.Pipeline;
import dev.rsparse.compiler.emit.LlamaGraphs;
import dev.rsparse.compiler.emit.TestModel;
import dev.rsparse.compiler.emit.Thinnings;
import dev.rsparse.compiler.ir.DType;
import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.Phase;
import dev.rsparse.runtime.ArrayWorkspace;
import dev.rsparse.runtime.CompiledModel;
import dev.rsparse.runtime.Session;
import dev.rsparse.runtime.StripLayout;
import dev.rsparse.runtime.WeightContainer;
import dev.rsparse.runtime.io.ElementType;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.util.CheckClassAdapter;

class BytecodeEmitterTest {

    private static final LlamaGraphs.Shape SHAPE = new LlamaGraphs.Shape(70, 40, 100, 3, 4, 2, 8);

    @TempDir
    Path folder;

    private static ClassLoader loader(Map<String, byte[]> classes) {
        return new ClassLoader(BytecodeEmitterTest.class.getClassLoader()) {
            @Override
            protected Class<?> findClass(String name) throws ClassNotFoundException {
                byte[] bytes = classes.get(name);
                if (bytes == null) {
                    throw new ClassNotFoundException(name);
                }
                return defineClass(name, bytes, 0, bytes.length);
            }
        };
    }

    private ClassFiles classes(StripLayout format) {
        Graph graph = LlamaGraphs.llama(SHAPE, DType.F32);
        Graph thinned = Pipeline.rewrite(graph, new Thinnings(3, true, Phase.ALL).of(graph));
        try (TestModel model = TestModel.of(folder, thinned, format, ElementType.F32, 1)) {
            return model.engine().classes("a.b", "Tiny");
        }
    }

    @ParameterizedTest
    @EnumSource(StripLayout.class)
    void classesPassTheVerifiersOfAsmAndOfTheJvm(StripLayout format) throws ReflectiveOperationException {
        Map<String, byte[]> classes = classes(format).classes();
        ClassLoader loader = loader(classes);
        for (Map.Entry<String, byte[]> type : classes.entrySet()) {
            StringWriter problems = new StringWriter();
            CheckClassAdapter.verify(new ClassReader(type.getValue()), loader, false, new PrintWriter(problems));
            assertThat(problems.toString()).as(type.getKey()).isEmpty();
            assertThat(Class.forName(type.getKey(), true, loader).getName()).isEqualTo(type.getKey());
        }
    }

    @Test
    void layersOfOneShapeShareTheirKernels() {
        assertThat(classes(StripLayout.BF16).classes().keySet())
                .contains("a.b.Tiny", "a.b.Tiny$ColumnsBf16", "a.b.Tiny$ProductKeptBf16")
                .allMatch(name -> name.equals("a.b.Tiny") || name.startsWith("a.b.Tiny$"))
                .hasSizeLessThan(30);
    }

    @Test
    void linesNameStatementsOfTheListing() {
        ClassFiles files = classes(StripLayout.BF16);
        List<String> listing = files.listing().get().lines().toList();
        List<Integer> lines = new ArrayList<>();
        List<String> variables = new ArrayList<>();
        new ClassReader(files.classes().get("a.b.Tiny$ColumnsBf16"))
                .accept(
                        new ClassVisitor(Opcodes.ASM9) {
                            @Override
                            public MethodVisitor visitMethod(
                                    int access, String name, String descriptor, String signature, String[] thrown) {
                                return new MethodVisitor(Opcodes.ASM9) {
                                    @Override
                                    public void visitLineNumber(int line, Label start) {
                                        lines.add(line);
                                    }

                                    @Override
                                    public void visitLocalVariable(
                                            String name, String type, String generic, Label from, Label to, int slot) {
                                        variables.add(name);
                                    }
                                };
                            }
                        },
                        0);
        assertThat(listing.get(lines.getFirst() - 1)).startsWith("columnsBf16(weights: memory");
        assertThat(lines.stream().map(line -> listing.get(line - 1)))
                .anyMatch(line -> line.contains("for group = first until last"));
        assertThat(variables).contains("weights", "group", "column0", "x7", "y0_0");
    }

    @Test
    void stackTracesNameTheLinearAndItsLine() throws ReflectiveOperationException {
        Graph graph = Pipeline.rewrite(LlamaGraphs.llama(SHAPE, DType.F32), Map.of());
        try (TestModel tested = TestModel.of(folder, graph)) {
            ClassFiles files = tested.engine().classes("a.b", "Tiny");
            CompiledModel model = (CompiledModel) loader(files.classes())
                    .loadClass("a.b.Tiny")
                    .getMethod("of", WeightContainer.class)
                    .invoke(null, tested.packer().pack());
            Session session = model.newSession(2);
            // The lists of columns, which only products read.
            Arrays.fill(((ArrayWorkspace) session.workspace()).ints, null);
            StackTraceElement[] frames = catchThrowable(() -> session.decode(1)).getStackTrace();
            StackTraceElement product = Arrays.stream(frames)
                    .filter(frame -> frame.getMethodName().equals("layer0_q_k_v_dense"))
                    .findFirst()
                    .orElseThrow();
            assertThat(product.getFileName()).isEqualTo("Tiny.listing");
            assertThat(files.listing().get().lines().toList().get(product.getLineNumber() - 1))
                    .contains("productF32(weights");
            model.close();
        }
    }

    @Test
    void theSameModelGivesTheSameBytes() {
        Map<String, byte[]> once = classes(StripLayout.Q8).classes();
        Map<String, byte[]> again = classes(StripLayout.Q8).classes();
        assertThat(once.keySet()).isEqualTo(again.keySet());
        once.forEach((name, bytes) -> assertThat(again.get(name)).isEqualTo(bytes));
    }
}
