package dev.rsparse.compiler.bench;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Reads memory on several threads, each a part of its own.
public final class ReadTeam implements AutoCloseable {

    private static final long LEAST_BYTES = 1 << 30;
    private static final long ALIGNMENT = 4096;

    /// The memory takes so many times the last-level cache that hardly anything is left of a pass when the next one
    /// begins.
    private static final int CACHES = 3;

    private final Arena arena;
    private final List<ReadBandwidth> parts = new ArrayList<>();
    private final ExecutorService others;

    /// @param bytes at least a megabyte for each of 8 streams of each thread
    ReadTeam(long bytes, int threads) {
        this(Arena.ofShared(), bytes, threads);
    }

    private ReadTeam(Arena arena, long bytes, int threads) {
        // Zeroed, and so really there: pages that were never written to would all be the same one.
        this(arena, arena.allocate(bytes, ALIGNMENT), threads);
    }

    /// Reads `memory`, which is somebody else's and at least a megabyte for each of 8 streams of each thread.
    public ReadTeam(MemorySegment memory, int threads) {
        this(Arena.ofShared(), memory, threads);
    }

    private ReadTeam(Arena arena, MemorySegment memory, int threads) {
        this.arena = arena;
        long each = memory.byteSize() / threads / ALIGNMENT * ALIGNMENT;
        for (int i = 0; i < threads; i++) {
            parts.add(new ReadBandwidth(memory.asSlice(i * each, each)));
        }
        this.others = Executors.newFixedThreadPool(Math.max(1, threads - 1));
    }

    /// Memory that no cache of `machine` holds.
    static long bytes(Machine machine) {
        return Math.max(LEAST_BYTES, CACHES * machine.cacheBytes());
    }

    /// Bytes that [#seconds] reads.
    public long bytes(int streams) {
        return parts.stream().mapToLong(part -> part.bytes(streams)).sum();
    }

    /// Seconds until all threads have read their part, the calling thread among them.
    ///
    /// @param streams of each thread, 1 or 8
    public double seconds(int streams) {
        long start = System.nanoTime();
        List<Future<Double>> running = parts.subList(1, parts.size()).stream()
                .map(part -> others.submit(() -> part.seconds(streams)))
                .toList();
        parts.getFirst().seconds(streams);
        for (Future<Double> part : running) {
            await(part);
        }
        return (System.nanoTime() - start) / 1e9;
    }

    private static void await(Future<Double> part) {
        try {
            part.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while memory was read", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("memory could not be read", e.getCause());
        }
    }

    /// The sum of all words read so far.
    public int sum() {
        return parts.stream().mapToInt(ReadBandwidth::sum).sum();
    }

    @Override
    public void close() {
        others.close();
        arena.close();
    }
}
