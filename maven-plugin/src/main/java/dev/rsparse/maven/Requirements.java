package dev.rsparse.maven;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.maven.plugin.MojoFailureException;

/// What a toolchain must provide, as text: `version=25,vendor=temurin`.
final class Requirements {

    private Requirements() {}

    /// @param text may be `null`, for nothing
    static Map<String, String> parse(String text) throws MojoFailureException {
        Map<String, String> wanted = new LinkedHashMap<>();
        if (text == null || text.isBlank()) {
            return wanted;
        }
        // A version range such as [25,27) has a comma of its own.
        for (String part : text.split(",(?=[^,=]+=)", -1)) {
            int equals = part.indexOf('=');
            if (equals <= 0) {
                throw new MojoFailureException(
                        "rsparse.jdkToolchain: expected NAME=VALUE,NAME=VALUE, such as version=25, found " + text);
            }
            wanted.put(
                    part.substring(0, equals).trim(), part.substring(equals + 1).trim());
        }
        return wanted;
    }
}
