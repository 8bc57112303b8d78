package dev.rsparse.compiler.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rsparse.compiler.Pipeline;
import dev.rsparse.compiler.emit.LlamaGraphs;
import dev.rsparse.compiler.emit.TestModel;
import dev.rsparse.compiler.emit.Thinnings;
import dev.rsparse.compiler.ir.DType;
import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.Phase;
import dev.rsparse.compiler.schedule.WeightLayout;
import dev.rsparse.runtime.CompiledModel;
import dev.rsparse.runtime.StripLayout;
import dev.rsparse.runtime.WeightContainer;
import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.io.SafetensorsFile;
import dev.rsparse.runtime.io.SafetensorsWriter;
import dev.rsparse.runtime.io.WeightFileException;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WeightPackerTest {

    @TempDir
    Path folder;

    private TestModel model(StripLayout format) {
        Graph graph = LlamaGraphs.llama(new LlamaGraphs.Shape(70, 40, 100, 1, 4, 2, 8), DType.F32);
        Graph thinned = Pipeline.rewrite(graph, new Thinnings(3, true, Phase.ALL).of(graph));
        return TestModel.of(folder, thinned, format, ElementType.F32, 1);
    }

    @ParameterizedTest
    @EnumSource
    void aWrittenFileHoldsTheBytesPackedInMemory(StripLayout format) throws IOException {
        Path file = folder.resolve("packed.weights");
        try (TestModel model = model(format)) {
            model.packer().write(file, Map.of("note", "x"));
            try (WeightContainer packed = model.packer().pack();
                    WeightContainer opened = WeightContainer.open(file)) {
                assertThat(opened.fingerprint()).isEqualTo(packed.fingerprint());
                assertThat(opened.data().mismatch(packed.data())).isEqualTo(-1);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void theBytesDoNotDependOnHowMuchIsInMemoryAtATime(StripLayout format) throws IOException {
        Path file = folder.resolve("packed.weights");
        try (TestModel model = model(format)) {
            WeightPacker narrow = new WeightPacker(
                    model.program().schedule().layout(),
                    model.checkpoint(),
                    model.factors(),
                    new EntryPacker.Memory(150, 1, 1000));
            try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                narrow.write(out, Map.of());
            }
            try (WeightContainer packed = model.packer().pack();
                    WeightContainer opened = WeightContainer.open(file)) {
                assertThat(opened.fingerprint()).isEqualTo(packed.fingerprint());
                assertThat(opened.data().mismatch(packed.data())).isEqualTo(-1);
            }
        }
    }

    @Test
    void aModelRunsFromAWrittenFile() throws IOException {
        Path file = folder.resolve("packed.weights");
        try (TestModel model = model(StripLayout.BF16)) {
            model.packer().write(file, Map.of());
            try (CompiledModel mapped = model.engine().load(WeightContainer.open(file));
                    CompiledModel packed = model.load()) {
                assertThat(mapped.newSession(4).decode(5))
                        .containsExactly(packed.newSession(4).decode(5));
            }
        }
    }

    @Test
    void theSameWeightsGiveTheSameFile() throws IOException {
        try (TestModel model = model(StripLayout.BF16)) {
            for (String name : List.of("first", "second")) {
                model.packer().write(folder.resolve(name), Map.of("note", "x"));
            }
        }
        assertThat(Files.mismatch(folder.resolve("first"), folder.resolve("second")))
                .isEqualTo(-1);
    }

    @Test
    void metadataIsWrittenBesideFormatVersionAndFingerprint() throws IOException {
        Path file = folder.resolve("packed.weights");
        try (TestModel model = model(StripLayout.F32)) {
            model.packer().write(file, Map.of("note", "x"));
            String fingerprint = model.program().schedule().layout().fingerprint();
            try (SafetensorsFile opened = SafetensorsFile.open(file)) {
                assertThat(opened.metadata())
                        .containsExactlyInAnyOrderEntriesOf(Map.of(
                                "format", "rsparsec-weights", "version", "1", "fingerprint", fingerprint, "note", "x"));
            }
        }
    }

    @Test
    void stripsArePaddedWithZeros() {
        try (TestModel model = model(StripLayout.F32);
                WeightContainer packed = model.packer().pack()) {
            WeightLayout.Entry down = model.program().schedule().layout().entry("layer[0].down");
            long column = down.offset();
            assertThat(down.stripBytes()).isEqualTo(4 * 48);
            for (int i = 40; i < 48; i++) {
                assertThat(packed.data().get(ValueLayout.JAVA_FLOAT_UNALIGNED, column + 4L * i))
                        .isZero();
            }
        }
    }

    @Test
    void refusesWeightsOfAnotherLayout() throws IOException {
        Path file = folder.resolve("packed.weights");
        try (TestModel model = model(StripLayout.BF16)) {
            model.packer().write(file, Map.of());
            String written = model.program().schedule().layout().fingerprint();
            WeightContainer right = WeightContainer.open(file);
            WeightContainer wrong = new WeightContainer(right.data(), "0123456789abcdef", right.resource());
            assertThatThrownBy(() -> model.engine().load(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("weights were written for layout 0123456789abcdef but Tested was compiled for "
                            + written + "; compile the model again");
            wrong.close();
        }
    }

    @Test
    void refusesAFileOfAnotherVersion() throws IOException {
        Path file = folder.resolve("packed.weights");
        new SafetensorsWriter()
                .metadata("format", "rsparsec-weights")
                .metadata("version", "0")
                .write(file);
        assertThatThrownBy(() -> WeightContainer.open(file))
                .isInstanceOf(WeightFileException.class)
                .hasMessageContaining("expected format rsparsec-weights version 1, found rsparsec-weights version 0");
    }

    @Test
    void refusesAnOrdinaryCheckpoint() {
        try (TestModel model = model(StripLayout.F32)) {
            assertThat(model.checkpoint().names()).isNotEmpty();
            assertThatThrownBy(() -> WeightContainer.open(folder.resolve("model.safetensors")))
                    .isInstanceOf(WeightFileException.class)
                    .hasMessageContaining("expected format rsparsec-weights version 1, found null version null");
        }
    }
}
