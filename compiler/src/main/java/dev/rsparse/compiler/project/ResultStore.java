package dev.rsparse.compiler.project;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.rsparse.runtime.io.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/// Results of evaluations beside a source (`MODEL.rspresults`, JSON, sorted), by a digest of all that they depend
/// on. A cache: it can be deleted at any time, and one that is damaged or of another format counts as empty. Of two
/// processes that write at the same time, the results of one may be lost.
///
/// @param path where it is
public record ResultStore(Path path) {

    private static final int FORMAT = 2;
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();
    // The indenter's default line end is the machine's.
    private static final ObjectWriter WRITER =
            JSON.writer(new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n")));

    private record Content(int format, Map<String, EvalResult> results) {}

    public static ResultStore of(ModelProject project) {
        return new ResultStore(project.beside(".rspresults"));
    }

    /// All results by their keys, sorted; none where the file is absent or damaged.
    public Map<String, EvalResult> read() {
        try {
            Content content = JSON.readValue(Files.readAllBytes(path), Content.class);
            if (content != null && content.format() == FORMAT && content.results() != null) {
                Map<String, EvalResult> results = new TreeMap<>(content.results());
                results.values().removeIf(result -> result == null);
                return results;
            }
        } catch (IOException _) {
            // A damaged cache is no cache: it is overwritten with the next result.
        }
        return Map.of();
    }

    /// Adds a result.
    ///
    /// @param messages told in one line when it could not be kept
    public void keep(String key, EvalResult result, Consumer<String> messages) {
        Map<String, EvalResult> results = new TreeMap<>(read());
        results.put(key, result);
        try {
            AtomicFile.write(path, WRITER.writeValueAsString(new Content(FORMAT, results)) + "\n");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("plain values always print", e);
        } catch (IOException problem) {
            messages.accept("the result could not be kept for the next time: " + problem.getMessage());
        }
    }
}
