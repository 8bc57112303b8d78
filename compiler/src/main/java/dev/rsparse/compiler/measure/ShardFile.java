package dev.rsparse.compiler.measure;

import dev.rsparse.compiler.digest.Sha256;
import dev.rsparse.compiler.tokens.TextIdentity;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/// The bytes of a shard: `RSPSHARD`, the format's version in 32 bits, a deflated body, and the SHA-256 of all
/// before it. Numbers are big-endian. The body holds the subject, the part, and what was counted.
final class ShardFile {

    /// Format version that this compiler writes, and the only one it reads.
    static final int FORMAT = 1;

    private static final byte[] MAGIC = "RSPSHARD".getBytes(StandardCharsets.US_ASCII);
    private static final int BODY = MAGIC.length + Integer.BYTES;
    private static final int CHECKSUM = 32;

    private ShardFile() {}

    static byte[] write(Subject subject, Part part, Tally tally) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(MAGIC);
        bytes.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(FORMAT).array());
        try (DataOutputStream body = new DataOutputStream(new DeflaterOutputStream(bytes))) {
            writeSubject(body, subject);
            body.writeInt(part.number());
            body.writeInt(part.of());
            body.writeInt(tally.windows());
            tally.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        bytes.writeBytes(checksum(bytes.toByteArray(), bytes.size()));
        return bytes.toByteArray();
    }

    /// @throws ShardException when the bytes are no undamaged shard of format [#FORMAT]
    static Shard read(byte[] bytes) throws ShardException {
        if (bytes.length < BODY || !Arrays.equals(Arrays.copyOf(bytes, MAGIC.length), MAGIC)) {
            throw new ShardException("is no shard: expected it to begin with RSPSHARD");
        }
        int format = ByteBuffer.wrap(bytes).getInt(MAGIC.length);
        if (format != FORMAT) {
            throw new ShardException("has format " + format + ", this rsparsec reads format " + FORMAT);
        }
        int end = bytes.length - CHECKSUM;
        if (end < BODY || !Arrays.equals(checksum(bytes, end), Arrays.copyOfRange(bytes, end, bytes.length))) {
            throw new ShardException("is damaged: its checksum is not that of its content");
        }
        try (DataInputStream body =
                new DataInputStream(new InflaterInputStream(new ByteArrayInputStream(bytes, BODY, end - BODY)))) {
            Subject subject = readSubject(body);
            Part part = new Part(body.readInt(), body.readInt());
            return new Shard(subject, part, body.readInt(), body.readAllBytes());
        } catch (IOException | IllegalArgumentException problem) {
            throw new ShardException("is damaged: " + problem.getMessage());
        }
    }

    private static void writeSubject(DataOutputStream out, Subject subject) throws IOException {
        out.writeUTF(subject.tool());
        writeMap(out, subject.weights());
        out.writeUTF(subject.graph());
        writeMap(out, subject.policies());
        TextIdentity text = subject.text();
        out.writeUTF(text.name());
        out.writeUTF(text.digest().orElse(""));
        out.writeBoolean(text.seed().isPresent());
        out.writeLong(text.seed().orElse(0));
        out.writeInt(text.windows());
        out.writeInt(text.windowLength());
    }

    private static Subject readSubject(DataInputStream in) throws IOException {
        String tool = in.readUTF();
        Map<String, String> weights = readMap(in);
        String graph = in.readUTF();
        Map<String, String> policies = readMap(in);
        String name = in.readUTF();
        Optional<String> digest = Optional.of(in.readUTF()).filter(text -> !text.isEmpty());
        boolean seeded = in.readBoolean();
        long seed = in.readLong();
        OptionalLong seedIfAny = seeded ? OptionalLong.of(seed) : OptionalLong.empty();
        TextIdentity text = new TextIdentity(name, digest, seedIfAny, in.readInt(), in.readInt());
        return new Subject(tool, weights, graph, policies, text);
    }

    private static void writeMap(DataOutputStream out, Map<String, String> map) throws IOException {
        out.writeInt(map.size());
        for (Map.Entry<String, String> entry : map.entrySet()) {
            out.writeUTF(entry.getKey());
            out.writeUTF(entry.getValue());
        }
    }

    private static Map<String, String> readMap(DataInputStream in) throws IOException {
        Map<String, String> map = new TreeMap<>();
        for (int rest = in.readInt(); rest > 0; rest--) {
            map.put(in.readUTF(), in.readUTF());
        }
        return map;
    }

    private static byte[] checksum(byte[] bytes, int length) {
        MessageDigest digest = Sha256.begin();
        digest.update(bytes, 0, length);
        return digest.digest();
    }
}
