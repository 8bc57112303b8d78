package dev.rsparse.compiler.measure;

import dev.rsparse.compiler.lock.Lock;
import dev.rsparse.compiler.tokens.TextIdentity;
import dev.rsparse.compiler.tokens.WindowDigests;
import dev.rsparse.runtime.Session;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;

/// What was measured of some windows, and which windows these were.
public final class Tally {

    private final Measurement measurement;
    private final WindowDigests digests = new WindowDigests();

    Tally(Measurement measurement) {
        this.measurement = measurement;
    }

    /// @param sessions of the dense model, by basis as in [Measurement]
    void read(Map<Boolean, Session> sessions, int[] window, int skippedToken) {
        measurement
                .byRotation()
                .forEach((rotated, calibration) -> calibration.read(sessions.get(rotated), window, skippedToken));
        digests.add(window);
    }

    /// The scores that were counted.
    public Measurement measurement() {
        return measurement;
    }

    /// Windows measured.
    public int windows() {
        return digests.count();
    }

    /// The text as a lock names it, when all of its windows are measured.
    public Lock.Calibration text(TextIdentity text) {
        return new Lock.Calibration(
                text.name(), digests.text(), text.seed(), measurement.tokens(), windows(), text.windowLength());
    }

    void write(DataOutput out) throws IOException {
        byte[] windows = digests.bytes();
        out.writeInt(windows.length);
        out.write(windows);
        measurement.write(out);
    }

    /// Counts what another tally wrote; its windows follow those counted so far.
    void add(DataInput in) throws IOException {
        byte[] windows = new byte[in.readInt()];
        in.readFully(windows);
        digests.add(windows);
        measurement.add(in);
    }
}
