package dev.rsparse.maven.state;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/// What all outputs of a goal depend on besides files: its parameters, the plugin, the machine.
public final class BuildKey {

    private final Map<String, String> parts = new TreeMap<>();

    /// One thing that matters, as text; parts count whatever their order.
    public BuildKey with(String name, Object value) {
        parts.put(name, String.valueOf(value));
        return this;
    }

    /// SHA-256 of all parts in hexadecimal.
    public String digest() {
        MessageDigest digest = FileStamp.sha256();
        parts.forEach((name, value) -> {
            digest.update(name.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            digest.update(value.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
        });
        return HexFormat.of().formatHex(digest.digest());
    }
}
