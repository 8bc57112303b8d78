package dev.rsparse.compiler.measure;

import dev.rsparse.compiler.calibrate.Calibration;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// The scores of all policies over one text.
///
/// @param byRotation of the model as written under `false`, of the rotated one under `true`; each only when a
///     policy asks for it
public record Measurement(SortedMap<Boolean, Calibration> byRotation) {

    public Measurement {
        byRotation = Collections.unmodifiableSortedMap(new TreeMap<>(byRotation));
    }

    /// Tokens whose scores were counted in each basis.
    public long tokens() {
        return byRotation.values().stream().mapToLong(Calibration::tokens).max().orElse(0);
    }

    void write(DataOutput out) throws IOException {
        out.writeInt(byRotation.size());
        for (Map.Entry<Boolean, Calibration> basis : byRotation.entrySet()) {
            out.writeBoolean(basis.getKey());
            basis.getValue().write(out);
        }
    }

    /// Counts what another measurement of the same policies wrote.
    void add(DataInput in) throws IOException {
        for (int bases = in.readInt(); bases > 0; bases--) {
            Calibration calibration = byRotation.get(in.readBoolean());
            if (calibration == null) {
                throw new IOException("expected scores in other bases");
            }
            calibration.add(in);
        }
    }
}
