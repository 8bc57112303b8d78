package dev.rsparse.compiler.tokens;

import dev.rsparse.compiler.digest.Sha256;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;

/// Digests of windows of token ids. That of a whole text is taken over those of its windows, so that parts measured
/// apart give it too.
///
/// A window's digest is the SHA-256 of its ids, little-endian 32 bits each; a text's is the SHA-256 of its windows'
/// digests, one after the other.
public final class WindowDigests {

    private static final int SIZE = 32;

    private final ByteArrayOutputStream digests = new ByteArrayOutputStream();

    /// Counts one more window.
    public void add(int[] window) {
        ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * window.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asIntBuffer().put(window);
        digests.writeBytes(sha256(bytes.array()));
    }

    /// Counts the windows whose digests are `more`, as [#bytes()] gives them.
    ///
    /// @throws IllegalArgumentException when they are no whole digests
    public void add(byte[] more) {
        if (more.length % SIZE != 0) {
            throw new IllegalArgumentException(more.length + " bytes are no whole number of digests");
        }
        digests.writeBytes(more);
    }

    /// Windows so far.
    public int count() {
        return digests.size() / SIZE;
    }

    /// The digest of each window, one after the other.
    public byte[] bytes() {
        return digests.toByteArray();
    }

    /// The digest of all of them, as `sha256:` and 64 hexadecimal digits.
    public String text() {
        return "sha256:" + HexFormat.of().formatHex(sha256(bytes()));
    }

    private static byte[] sha256(byte[] bytes) {
        return Sha256.begin().digest(bytes);
    }
}
