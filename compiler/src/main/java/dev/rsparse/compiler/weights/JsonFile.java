package dev.rsparse.compiler.weights;

import dev.rsparse.runtime.io.Json;
import dev.rsparse.runtime.io.JsonException;
import dev.rsparse.runtime.io.WeightFileException;
import dev.rsparse.runtime.io.WeightFileException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;

/// a small JSON file beside the weights → its outermost object.
final class JsonFile {
    private JsonFile() {}

    /// @throws WeightFileException when the file is missing, unreadable or no JSON object
    @SuppressWarnings("unchecked") // The JSON reader makes no other maps.
    static Map<String, Object> readObject(Path path) {
        try {
            if (Json.parse(Files.readAllBytes(path)) instanceof Map<?, ?> object) {
                return (Map<String, Object>) object;
            }
            throw new WeightFileException(
                    Kind.CORRUPT_HEADER, path, "expected a JSON object", "download or copy the file again");
        } catch (JsonException failure) {
            String problem = "expected JSON, found " + failure.getMessage();
            throw new WeightFileException(
                    Kind.CORRUPT_HEADER, path, problem, "download or copy the file again", failure);
        } catch (NoSuchFileException missing) {
            throw new WeightFileException(
                    Kind.UNREADABLE, path, "no such file", "copy it beside the weights it came with", missing);
        } catch (IOException failure) {
            String problem = "could not be read (" + failure.getMessage() + ")";
            throw new WeightFileException(
                    Kind.UNREADABLE, path, problem, "check the path and its permissions", failure);
        }
    }
}
