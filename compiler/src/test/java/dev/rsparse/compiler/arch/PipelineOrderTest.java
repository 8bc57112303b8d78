package dev.rsparse.compiler.arch;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The folder tree is the pipeline: a package knows those that stand before it in this list and no others.
class PipelineOrderTest {

    private static final String ROOT = "dev.rsparse.";

    private static final String GENERATED = "grammar.antlr";

    private static final List<String> ORDER = List.of(
            // What emitted classes link to.
            "runtime.io",
            "runtime.sample",
            "runtime.scalar",
            "runtime.text",
            "runtime",
            "runtime.kernel",
            "runtime.tensor",
            "runtime.op.pointwise",
            "runtime.op.move",
            "runtime.op.reduce",
            "runtime.op.linear",
            "runtime.op.nn",
            "runtime.op.image",
            "runtime.op.quantize",
            "runtime.op.fused",
            "runtime.app",
            // Text to syntax tree.
            GENERATED,
            "grammar",
            "grammar.format",
            // What all stages of the compiler speak of.
            "compiler.diag",
            "compiler.digest",
            "compiler.ir",
            "compiler.ir.verify",
            "compiler.kernel",
            "compiler.linalg",
            // Syntax tree and files to graph.
            "compiler.weights",
            "compiler.lock",
            "compiler.onnx",
            "compiler.onnx.sites",
            "compiler.build",
            "compiler.check",
            // Graph to class.
            "compiler.rewrite",
            "compiler.interpret",
            "compiler.schedule",
            "compiler.pack",
            "compiler.onnx.rewrite",
            "compiler.onnx.out",
            "compiler.onnx.in",
            "compiler.onnx.shape",
            "compiler.onnx.recognise",
            "compiler.onnx.fuse",
            "compiler.onnx.lift",
            "compiler.onnx.program",
            "compiler.lower",
            "compiler",
            "compiler.emit.java",
            "compiler.emit.bytecode",
            "compiler.load",
            "compiler.engine",
            "compiler.jar",
            "compiler.onnx.compile",
            // What is done with a class, and the files around a model.
            "compiler.calibrate",
            "compiler.onnx.run",
            "compiler.onnx.cases",
            "compiler.tune",
            "compiler.eval",
            "compiler.project",
            "compiler.tokens",
            "compiler.measure",
            "compiler.report",
            "compiler.bench",
            "compiler.inspect",
            "compiler.lsp",
            "compiler.cli");

    private static final JavaClasses CLASSES =
            new ClassFileImporter(List.of(new ImportOption.DoNotIncludeTests())).importPackages("dev.rsparse");

    @TestFactory
    Stream<DynamicTest> knowsNoLaterPackage() {
        return ORDER.stream()
                .map(name -> DynamicTest.dynamicTest(name, () -> {
                    List<String> later = ORDER.subList(ORDER.indexOf(name) + 1, ORDER.size());
                    assertThat(used(name).stream().filter(later::contains)).isEmpty();
                }));
    }

    @Test
    void everyPackageHasAPlaceInTheOrder() {
        Set<String> found = CLASSES.stream().map(PipelineOrderTest::shortName).collect(Collectors.toSet());
        assertThat(found).containsExactlyInAnyOrderElementsOf(ORDER);
    }

    @TestFactory
    Stream<DynamicTest> saysWhatItIsFor() {
        return ORDER.stream()
                .filter(name -> !GENERATED.equals(name))
                .map(name -> DynamicTest.dynamicTest(name, () -> {
                    Path module = Path.of("..", name.split("\\.")[0]);
                    Path folder = module.resolve(Path.of("src", "main", "java", "dev", "rsparse"));
                    assertThat(folder.resolve(name.replace('.', '/')).resolve("package-info.java"))
                            .isRegularFile();
                }));
    }

    @Test
    void packagesFormNoCycle() {
        slices().matching("dev.rsparse.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void runtimeNeedsTheJdkAlone() {
        classes()
                .that()
                .resideInAPackage("dev.rsparse.runtime..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "jdk.incubator.vector..", "dev.rsparse.runtime..")
                .check(CLASSES);
    }

    @Test
    void backEndDoesNotKnowTheLanguage() {
        for (String name : List.of(
                "compiler.kernel",
                "compiler.rewrite",
                "compiler.onnx.rewrite",
                "compiler.interpret",
                "compiler.schedule",
                "compiler.lower",
                "compiler",
                "compiler.emit.java",
                "compiler.emit.bytecode",
                "compiler.load")) {
            assertThat(used(name)).as(name).doesNotContain("compiler.check", "compiler.build", "compiler.lock");
        }
    }

    @Test
    void emitterSeesTheLoweredProgramAlone() {
        assertThat(used("compiler.emit.java"))
                .isSubsetOf(
                        "runtime",
                        "runtime.tensor",
                        "compiler.ir",
                        "compiler.kernel",
                        "compiler.lower",
                        "compiler.onnx.program",
                        "compiler.schedule");
    }

    /// Packages of ours that classes of package `name` use.
    private static Set<String> used(String name) {
        return CLASSES.stream()
                .filter(type -> shortName(type).equals(name))
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .map(dependency -> dependency.getTargetClass().getBaseComponentType())
                .filter(target -> target.getPackageName().startsWith(ROOT))
                .map(PipelineOrderTest::shortName)
                .filter(used -> !used.equals(name))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String shortName(JavaClass type) {
        return type.getPackageName().substring(ROOT.length());
    }
}
