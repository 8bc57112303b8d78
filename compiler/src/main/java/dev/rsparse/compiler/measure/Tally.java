package dev.rsparse.compiler.measure;

import dev.rsparse.compiler.calibrate.Calibration;
import dev.rsparse.compiler.lock.Lock;
import dev.rsparse.compiler.tokens.TextIdentity;
import dev.rsparse.compiler.tokens.WindowDigests;
import dev.rsparse.runtime.Session;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/// What was measured of some windows, and which windows these were.
public final class Tally {

    private final Calibration calibration;
    private final WindowDigests digests = new WindowDigests();

    Tally(Calibration calibration) {
        this.calibration = calibration;
    }

    void read(Session session, int[] window, int skippedToken) {
        calibration.read(session, window, skippedToken);
        digests.add(window);
    }

    /// The scores that were counted.
    public Calibration calibration() {
        return calibration;
    }

    /// Windows measured.
    public int windows() {
        return digests.count();
    }

    /// The text as a lock names it, when all of its windows are measured.
    public Lock.Calibration text(TextIdentity text) {
        return new Lock.Calibration(
                text.name(), digests.text(), text.seed(), calibration.tokens(), windows(), text.windowLength());
    }

    void write(DataOutput out) throws IOException {
        byte[] windows = digests.bytes();
        out.writeInt(windows.length);
        out.write(windows);
        calibration.write(out);
    }

    /// Counts what another tally wrote; its windows follow those counted so far.
    void add(DataInput in) throws IOException {
        byte[] windows = new byte[in.readInt()];
        in.readFully(windows);
        digests.add(windows);
        calibration.add(in);
    }
}
