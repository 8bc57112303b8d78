package dev.rsparse.compiler.emit.java;

import com.palantir.javapoet.CodeBlock;
import dev.rsparse.runtime.ModelInfo;
import java.util.List;

/// The facts of a model as a Java expression.
final class InfoPrinter {

    private InfoPrinter() {}

    static CodeBlock print(ModelInfo info) {
        CodeBlock sites = info.sites().stream()
                .map(site -> CodeBlock.of(
                        "\nnew $T.Site($S, $L, $L, $L, $L)",
                        JavaTypes.MODEL_INFO,
                        site.path(),
                        site.in(),
                        site.out(),
                        site.rank(),
                        site.unit()))
                .collect(CodeBlock.joining(","));
        return CodeBlock.builder()
                .add("new $T(\n", JavaTypes.MODEL_INFO)
                .indent()
                .add("$S,\n$S,\n$L,\n$L,\n", info.name(), info.policy(), info.thinPrompt(), info.firstDense())
                .add("$L,\n", info.vocabulary())
                .add("$L,\n$L,\n$L,\n", info.maxPositions(), info.beginToken(), info.endToken())
                .add("$T.of($L),\n", List.class, sites)
                .add(
                        "$LL,\n$L,\n$S,\n$L,\n$T.$L)",
                        info.coveredElements(),
                        info.nominalKept(),
                        info.fingerprint(),
                        info.threads(),
                        JavaTypes.CACHE_FORMAT,
                        info.kvCache().name())
                .unindent()
                .build();
    }
}
