package dev.rsparse.compiler.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.List;

/// Watches, from its making on, how much of the Java heap is in use, garbage not yet collected among it.
final class HeapMeter {

    private final List<MemoryPoolMXBean> pools = ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .toList();

    /// Collects the garbage of what ran before.
    @SuppressWarnings("DoNotCall")
    HeapMeter() {
        System.gc();
        pools.forEach(MemoryPoolMXBean::resetPeakUsage);
    }

    /// No more than this many bytes were in use at any time since.
    long peakBytes() {
        return pools.stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
    }
}
