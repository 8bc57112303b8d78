package dev.rsparse.runtime;

import java.lang.foreign.MemorySegment;

/// The packed weights of one compiled model: one stretch of memory that emitted code reads at constant offsets.
///
/// @param data read-only memory, usually a mapped file
/// @param fingerprint the layout it was packed for
/// @param resource what to close when the model is closed; closing it makes `data` unreadable
public record WeightContainer(MemorySegment data, String fingerprint, Runnable resource) implements AutoCloseable {

    @Override
    public void close() {
        resource.run();
    }
}
