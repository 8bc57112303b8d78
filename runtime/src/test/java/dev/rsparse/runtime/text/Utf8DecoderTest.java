package dev.rsparse.runtime.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Utf8DecoderTest {

    @Test
    void readsEveryCodePointByteByByte() {
        Utf8Decoder decoder = new Utf8Decoder();
        for (int point = 0; point <= Character.MAX_CODE_POINT; point++) {
            if (point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE) {
                String text = Character.toString(point);
                for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
                    decoder.accept(new byte[] {b});
                }
                assertThat(decoder.take()).isEqualTo(text);
            }
        }
    }

    /// The examples of Unicode 16, tables 3-8 to 3-11; `?` stands for U+FFFD.
    @ParameterizedTest
    @CsvSource({
        "c0afe080bff0818241, ????????A",
        "eda080edbfbfedaf41, ????????A",
        "f4919293ff4180bf42, ?????A??B",
        "e180e2f09192f1bf41, ????A",
    })
    void replacesEachMaximalSubpart(String hex, String text) {
        Utf8Decoder decoder = new Utf8Decoder();
        decoder.accept(HexFormat.of().parseHex(hex));

        assertThat(decoder.finish()).isEqualTo(text.replace('?', '\ufffd'));
    }
}
