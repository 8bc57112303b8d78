package dev.rsparse.runtime.io;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Writes a file in large blocks that begin at multiples of their size, on a thread of its own: who makes the bytes
/// does not wait for the system to take them, until that is several blocks behind.
///
/// A system that keeps files in memory keeps large blocks in large pages where it can, and a program that maps the
/// file reads scattered strips of it up to a tenth faster.
final class BlockChannel implements WritableByteChannel {

    /// Two of the large pages of most processors.
    private static final int BLOCK = 4 << 20;

    /// Blocks in memory.
    private static final int BLOCKS = 8;

    /// Blocks that are brought to the disk together.
    private static final int BROUGHT = 16;

    private final FileChannel file;
    private final boolean toDisk;
    private final Arena arena = Arena.ofShared();
    private final ExecutorService writer = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "rsparsec file writer");
        thread.setDaemon(true);
        return thread;
    });
    /// What is being written, in order; each gives its block back.
    private final Deque<Future<ByteBuffer>> pending = new ArrayDeque<>();

    private ByteBuffer block = allocate();
    private long taken;

    /// Blocks written; known to the writing thread.
    private int written;

    /// @param file stands at its start
    /// @param toDisk whether blocks go to the disk on the way: who waits for the disk in the end waits for the last
    ///     of them alone
    BlockChannel(FileChannel file, boolean toDisk) {
        this.file = file;
        this.toDisk = toDisk;
    }

    /// Bytes taken so far, whether they are in the file yet or not.
    long taken() {
        return taken;
    }

    /// @throws IOException when these bytes or earlier ones could not be written
    @Override
    public int write(ByteBuffer bytes) throws IOException {
        int count = bytes.remaining();
        while (bytes.hasRemaining()) {
            int part = Math.min(bytes.remaining(), block.remaining());
            block.put(bytes.slice().limit(part));
            bytes.position(bytes.position() + part);
            if (!block.hasRemaining()) {
                hand(block);
                block = pending.size() < BLOCKS ? allocate() : oldest();
            }
        }
        taken += count;
        return count;
    }

    private ByteBuffer allocate() {
        return arena.allocate(BLOCK).asByteBuffer();
    }

    private void hand(ByteBuffer full) {
        pending.add(writer.submit(() -> write(full.flip(), file)));
    }

    private ByteBuffer write(ByteBuffer full, FileChannel to) throws IOException {
        while (full.hasRemaining()) {
            to.write(full);
        }
        written++;
        if (toDisk && written % BROUGHT == 0) {
            to.force(false);
        }
        return full.clear();
    }

    /// The block that was handed over first, once it is written.
    private ByteBuffer oldest() throws IOException {
        try {
            return pending.remove().get();
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw new IllegalStateException(failure.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted").initCause(interrupted);
        }
    }

    /// Waits until all is written.
    void flush() throws IOException {
        hand(block);
        while (!pending.isEmpty()) {
            block = oldest();
        }
    }

    @Override
    public boolean isOpen() {
        return file.isOpen() && !writer.isShutdown();
    }

    /// Waits for what is being written, and drops what was not flushed. Leaves the file open, which is its opener's.
    @Override
    public void close() {
        writer.close();
        arena.close();
    }
}
