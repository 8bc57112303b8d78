package dev.rsparse.runtime.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rsparse.runtime.io.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonWriterTest {

    private static Map<String, Object> object() {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("text", "a \"b\"\n");
        object.put("ids", new int[] {1, 2});
        object.put("none", new int[0]);
        object.put("speed", 1.5);
        object.put("count", 3);
        object.put("list", List.of(Map.of("key", "value")));
        return object;
    }

    @Test
    void membersStandOnLinesOfTheirOwn() {
        assertThat(JsonWriter.write(object())).isEqualTo("""
                {
                  "text" : "a \\"b\\"\\n",
                  "ids" : [ 1, 2 ],
                  "none" : [ ],
                  "speed" : 1.5,
                  "count" : 3,
                  "list" : [ {
                    "key" : "value"
                  } ]
                }""");
    }

    @Test
    void whatIsWrittenReadsBack() {
        assertThat(Json.parse(JsonWriter.write(object())))
                .isEqualTo(Map.of(
                        "text",
                        "a \"b\"\n",
                        "ids",
                        List.of(1L, 2L),
                        "none",
                        List.of(),
                        "speed",
                        1.5,
                        "count",
                        3L,
                        "list",
                        List.of(Map.of("key", "value"))));
    }

    @Test
    void numbersThatJsonLacksAreTexts() {
        assertThat(JsonWriter.write(Double.NaN)).isEqualTo("\"NaN\"");
    }
}
