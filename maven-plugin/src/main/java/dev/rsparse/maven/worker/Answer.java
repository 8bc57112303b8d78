package dev.rsparse.maven.worker;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What a command of the compiler gave.
///
/// @param status 0 when it is done, 1 when its input is wrong
/// @param report the JSON object that it printed; a missing node when it printed none
public record Answer(int status, JsonNode report) {

    /// Whether the command did what it was asked for.
    public boolean isDone() {
        return status == 0;
    }

    /// The paths in an array of the report, or of an object in it.
    public static List<Path> paths(JsonNode array) {
        List<Path> paths = new ArrayList<>();
        array.forEach(path -> paths.add(Path.of(path.asText())));
        return paths;
    }
}
