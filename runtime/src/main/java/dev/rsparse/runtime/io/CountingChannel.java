package dev.rsparse.runtime.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/// Passes bytes on to another channel and counts them.
final class CountingChannel implements WritableByteChannel {

    private final WritableByteChannel target;
    private long taken;

    CountingChannel(WritableByteChannel target) {
        this.target = target;
    }

    /// Bytes passed on so far.
    long taken() {
        return taken;
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
        int count = target.write(bytes);
        taken += count;
        return count;
    }

    @Override
    public boolean isOpen() {
        return target.isOpen();
    }

    /// Leaves the target open, which is its opener's.
    @Override
    public void close() {}
}
