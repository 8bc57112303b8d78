package dev.rsparse.compiler.onnx;

import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Where a tensor says that its bytes lie; nothing of it has been looked at in the file system.
///
/// @param file relative to the model's folder, with `/` between folders
/// @param offset of its first byte in the file
/// @param length in bytes; empty for what its shape asks for
record DataLocation(String file, long offset, Optional<Long> length) {

    /// A location that may not be followed.
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        Refused(String reason) {
            super(reason);
        }
    }

    /// The file that a tensor names, without `.` and double separators; nothing when it may not be followed.
    static Optional<String> name(TensorProto tensor) {
        try {
            return Optional.of(Path.of(of(tensor).file()).normalize().toString());
        } catch (Refused | InvalidPathException refused) {
            return Optional.empty();
        }
    }

    static DataLocation of(TensorProto tensor) throws Refused {
        Map<String, String> entries = new HashMap<>();
        for (StringStringEntryProto entry : tensor.getExternalDataList()) {
            if (entries.put(entry.getKey(), entry.getValue()) != null) {
                throw new Refused("gives '" + entry.getKey() + "' twice");
            }
        }
        String file = entries.get("location");
        if (file == null || file.isBlank()) {
            throw new Refused("names no file");
        }
        checkName(file);
        Optional<Long> length =
                entries.containsKey("length") ? Optional.of(number(entries, "length")) : Optional.empty();
        return new DataLocation(file, number(entries, "offset"), length);
    }

    /// Both separators, and drives, are refused everywhere: a model is accepted or refused alike on every system.
    private static void checkName(String file) throws Refused {
        if (file.chars().anyMatch(c -> c < ' ')) {
            throw new Refused("names a file with a control character");
        }
        if (file.startsWith("/") || file.startsWith("\\") || file.indexOf(':') >= 0) {
            throw new Refused("names the absolute path \"" + file + "\"");
        }
        if (file.indexOf('\\') >= 0) {
            throw new Refused("separates folders by '\\' in \"" + file + "\"");
        }
        for (String part : file.split("/")) {
            if (part.equals("..")) {
                throw new Refused("leaves the model's folder by '..' in \"" + file + "\"");
            }
        }
    }

    private static long number(Map<String, String> entries, String key) throws Refused {
        String text = entries.getOrDefault(key, "0");
        try {
            long number = Long.parseLong(text);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException noNumber) {
            // Refused below, as a negative one is.
        }
        throw new Refused("has the " + key + " \"" + text + "\", expected a number of bytes");
    }
}
