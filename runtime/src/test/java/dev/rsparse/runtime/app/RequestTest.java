package dev.rsparse.runtime.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rsparse.runtime.sample.SamplingOptions;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestTest {

    private static Request of(String... line) {
        return Request.of(line);
    }

    @Test
    void whatIsNotSaidIsAsInRun() {
        Request request = of("--prompt", "a b");
        assertThat(request.prompt()).contains("a b");
        assertThat(request.count()).isEqualTo(200);
        assertThat(request.drawing()).isEqualTo(new SamplingOptions(0.8f, 0, 0.95f, 0));
        assertThat(request.threads()).isEmpty();
        assertThat(request.json()).isFalse();
    }

    @Test
    void readsAllOptions() {
        Request request =
                of("--json --prompt-ids 0,70 --tokens 5 --threads 2 --temperature 0 --top-k 3 --top-p 0.5 --seed -7"
                        .split(" "));
        assertThat(request.ids().orElseThrow()).containsExactly(0, 70);
        assertThat(request.count()).isEqualTo(5);
        assertThat(request.threads()).contains(2);
        assertThat(request.drawing()).isEqualTo(new SamplingOptions(0, 3, 0.5f, -7));
        assertThat(request.json()).isTrue();
    }

    @Test
    void aValueMayStandBehindAnEqualsSign() {
        assertThat(of("--prompt=a=b", "--tokens=3").prompt()).contains("a=b");
        assertThat(of("--input=x.npy").rows()).contains(Path.of("x.npy"));
    }

    @Test
    void aPromptMayLookLikeAnOption() {
        assertThat(of("--prompt", "--json").prompt()).contains("--json");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    --tokens 5                    | give one of --prompt, --prompt-ids, --input
                    --prompt a --prompt-ids 1     | give one of --prompt, --prompt-ids, --input, not 2
                    --prompt a --fast             | unknown option: '--fast'
                    --prompt a b                  | unexpected word: 'b'
                    --prompt                      | --prompt needs a value
                    --prompt a --prompt b         | --prompt stands twice
                    --prompt a --json=yes         | --json takes no value
                    --prompt a --tokens x         | --tokens takes a whole number, not 'x'
                    --prompt a --seed 1.5         | --seed takes a whole number, not '1.5'
                    --prompt a --top-p x          | --top-p takes a number, not 'x'
                    --prompt a --threads 0        | --threads takes a number from 1 to 1024
                    --prompt a --temperature -1   | temperature: expected a number from 0, found -1.0
                    --prompt-ids 1,,2             | --prompt-ids takes whole numbers with commas between them, not '1,,2'
                    """)
    void aWrongCommandLineIsToldInOneLine(String line, String message) {
        assertThatThrownBy(() -> of(line.split(" ")))
                .isInstanceOf(UsageException.class)
                .hasMessage(message);
    }
}
