package dev.rsparse.benchmarks.peers;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The file of all figures, from which tables and charts can be made again.
final class Results {

    /// A file may say more than is read, such as whether a verdict is a bad one.
    static final ObjectMapper JSON = new ObjectMapper()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private Results() {}

    static void write(Path file, ComparisonReport report) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, JSON.writeValueAsString(report) + "\n");
    }

    /// @throws IOException when the file is not there or holds something else
    static ComparisonReport read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException(file + " is not a file");
        }
        String text = Files.readString(file);
        try {
            return JSON.readValue(text, ComparisonReport.class);
        } catch (JsonProcessingException e) {
            throw new IOException(file + " holds no figures of a comparison: " + e.getOriginalMessage(), e);
        }
    }
}
