package dev.rsparse.compiler.lock;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import dev.rsparse.compiler.ir.Thinning;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/// The bytes of a `.rsplock`: JSON in UTF-8, every object sorted by key, indented by two spaces, lines ended by
/// `\n`. Equal locks give equal bytes, so that a repository shows only what calibration changed.
public final class LockFile {

    /// Format version that this compiler writes, and the only one it reads.
    public static final int FORMAT = 1;

    private LockFile() {}

    /// The lock that `bytes` hold.
    ///
    /// @param name the file's name, for messages
    /// @throws LockException when they are no lock of format [#FORMAT]; it says where and what to do
    public static Lock read(byte[] bytes, String name) throws LockException {
        return new LockReader(name).read(bytes);
    }

    /// The bytes of `lock`. Numbers are the shortest that read back as the same `double` or, thresholds, `float`.
    public static byte[] write(Lock lock) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = new JsonFactory().createGenerator(bytes)) {
            json.setPrettyPrinter(layout());
            writeLock(json, lock);
            json.writeRaw('\n');
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return bytes.toByteArray();
    }

    private static DefaultPrettyPrinter layout() {
        Separators separators = Separators.createDefaultInstance()
                .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                .withObjectEmptySeparator("");
        // The indenter's default line end is the building machine's.
        return new DefaultPrettyPrinter(separators).withObjectIndenter(new DefaultIndenter("  ", "\n"));
    }

    private static void writeLock(JsonGenerator json, Lock lock) throws IOException {
        json.writeStartObject();
        json.writeNumberField("format", FORMAT);
        json.writeStringField("model", lock.model());
        json.writeObjectFieldStart("policies");
        for (Map.Entry<String, Lock.Policy> policy : lock.policies().entrySet()) {
            json.writeObjectFieldStart(policy.getKey());
            writePolicy(json, policy.getValue());
            json.writeEndObject();
        }
        json.writeEndObject();
        json.writeStringField("tool", lock.tool());
        json.writeObjectFieldStart("weights");
        for (Map.Entry<String, String> file : lock.weights().entrySet()) {
            json.writeStringField(file.getKey(), file.getValue());
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    private static void writePolicy(JsonGenerator json, Lock.Policy policy) throws IOException {
        Lock.Calibration calibration = policy.calibration();
        json.writeObjectFieldStart("calibration");
        json.writeStringField("data", calibration.data());
        json.writeStringField("digest", calibration.digest());
        if (calibration.seed().isPresent()) {
            json.writeNumberField("seed", calibration.seed().getAsLong());
        }
        json.writeNumberField("tokens", calibration.tokens());
        json.writeNumberField("windowLength", calibration.windowLength());
        json.writeNumberField("windows", calibration.windows());
        json.writeEndObject();
        json.writeBooleanField("rotated", policy.rotated());
        json.writeObjectFieldStart("sites");
        for (Map.Entry<String, Thinning> site : policy.sites().entrySet()) {
            json.writeObjectFieldStart(site.getKey());
            writeSite(json, site.getValue());
            json.writeEndObject();
        }
        json.writeEndObject();
        json.writeStringField("tensors", policy.tensors());
        if (policy.tuning().isPresent()) {
            writeTuning(json, policy.tuning().get());
        }
    }

    private static void writeTuning(JsonGenerator json, Lock.Tuning tuning) throws IOException {
        json.writeObjectFieldStart("tuning");
        json.writeNumberField("budget", tuning.budget());
        json.writeStringField("digest", tuning.digest());
        json.writeStringField("objective", tuning.objective());
        json.writeStringField("search", tuning.search());
        json.writeNumberField("seed", tuning.seed());
        json.writeEndObject();
    }

    private static void writeSite(JsonGenerator json, Thinning thinning) throws IOException {
        json.writeNumberField("gamma", thinning.gamma());
        json.writeStringField("phase", thinning.phase().text());
        json.writeNumberField("rank", thinning.rank());
        json.writeStringField("skip", thinning.skip().text());
        json.writeNumberField("sparsity", thinning.sparsity());
        json.writeNumberField("split", thinning.split());
        if (!thinning.stack().isEmpty()) {
            json.writeArrayFieldStart("stack");
            for (String path : thinning.stack()) {
                json.writeString(path);
            }
            json.writeEndArray();
        }
        json.writeNumberField("threshold", thinning.threshold());
    }
}
