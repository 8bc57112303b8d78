package dev.rsparse.compiler.measure;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/// A part of a measurement as a file holds it.
///
/// @param windows how many windows of the part are measured
/// @param tally what [Tally#write] wrote
record Shard(Subject subject, Part part, int windows, byte[] tally) {

    /// Whether all windows of the part are measured.
    boolean finished() {
        return windows == part.size(subject.text().windows());
    }

    /// Adds what was measured to a tally of the same subject.
    void addTo(Tally sum) {
        try {
            sum.add(new DataInputStream(new ByteArrayInputStream(tally)));
        } catch (IOException e) {
            throw new UncheckedIOException("a shard whose checksum is right was written wrongly", e);
        }
    }
}
