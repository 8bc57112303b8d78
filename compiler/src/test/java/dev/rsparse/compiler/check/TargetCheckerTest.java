package dev.rsparse.compiler.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rsparse.compiler.ir.DType;
import dev.rsparse.runtime.CacheFormat;
import dev.rsparse.runtime.StripLayout;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What a target says of the class that is made.
class TargetCheckerTest {

    @Test
    void aTargetMaySayOnHowManyThreadsItRuns() {
        String text = Sources.quill() + "target jvm { class Plain; threads 2; }\n";
        assertThat(Sources.model(text, TestCheckpoint.quill())
                        .targets()
                        .getLast()
                        .threads())
                .isEqualTo(2);
    }

    @Test
    void aTargetWithoutAPolicyIsDense() {
        String text = Sources.quill() + "target jvm { class Plain; weights f32; }\n";
        assertThat(Sources.model(text, TestCheckpoint.quill()).targets().getLast())
                .isEqualTo(new JvmTarget("", "Plain", "dense", 1, Optional.of(StripLayout.F32), Optional.empty()));
    }

    @ParameterizedTest
    @EnumSource
    void aTargetMaySayHowKeysAndValuesAreKept(CacheFormat format) {
        String word = format.name().toLowerCase(Locale.ROOT);
        String text = Sources.quill() + "target jvm { class Plain; kv_cache " + word + "; }\n";
        assertThat(Sources.model(text, TestCheckpoint.quill())
                        .targets()
                        .getLast()
                        .kvCache())
                .contains(format);
    }

    @Test
    void aTargetForOnnxSaysHowTheModelIsWritten() {
        String text = Sources.quill() + "target onnx { opset 23; form inline; policy half; weights bf16; }\n";
        assertThat(Sources.model(text, TestCheckpoint.quill()).onnx())
                .contains(new OnnxTarget(23, true, "half", Optional.of(DType.BF16)));
    }

    @Test
    void aTargetForOnnxThatSaysNothingIsDense() {
        String text = Sources.quill() + "target onnx { form function; }\n";
        assertThat(Sources.model(text, TestCheckpoint.quill()).onnx())
                .contains(new OnnxTarget(21, false, "dense", Optional.empty()));
    }
}
