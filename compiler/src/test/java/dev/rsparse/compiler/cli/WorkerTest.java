package dev.rsparse.compiler.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rsparse.compiler.project.TinyModel;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerTest {

    @TempDir
    Path folder;

    private final StringWriter messages = new StringWriter();

    @Test
    void answersWithStatusAndReport() throws JsonProcessingException {
        JsonNode answer = run("check", TinyModel.writeDefault(folder).toString(), "--json");
        assertThat(answer.get("status").asInt()).isZero();
        assertThat(answer.get("report").get("errors").asInt()).isZero();
    }

    @Test
    void tellsProblemsAsMessagesAndAsReport() throws JsonProcessingException {
        Path absent = folder.resolve("absent.rsp");
        JsonNode answer = run("inspect", absent.toString(), "--json");
        assertThat(answer.get("status").asInt()).isEqualTo(3);
        assertThat(answer.get("report").get("errors").asInt()).isEqualTo(1);
        assertThat(messages.toString()).startsWith(absent + ": error E0601");
    }

    @Test
    void aResultForPeopleIsAMessage() throws JsonProcessingException {
        JsonNode answer = run("explain", "E0101");
        assertThat(answer.has("report")).isFalse();
        assertThat(messages.toString()).startsWith("rsparsec: E0101").contains("\nrsparsec: ");
    }

    @Test
    void aWrongCommandLineHasNoReport() throws JsonProcessingException {
        JsonNode answer = run("check");
        assertThat(answer.get("status").asInt()).isEqualTo(2);
        assertThat(answer.has("report")).isFalse();
    }

    private JsonNode run(String... words) throws JsonProcessingException {
        String answer = Worker.run(words, new PrintWriter(messages, true));
        assertThat(answer).doesNotContain("\n");
        return new ObjectMapper().readTree(answer);
    }
}
