package dev.rsparse.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.rsparse.runtime.CacheFormat;
import dev.rsparse.runtime.Session;
import dev.rsparse.runtime.StripLayout;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The objects of a step are made before it: no collection of garbage ever stops a text that is being written.
class QuillAllocationTest {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static final int CAPACITY = 320;

    /// Decoded and measured at a time: behind the end of the first part of the positions.
    private static final int TOKENS = 100;

    /// Vectors are objects until the JIT compiler has compiled every kernel for its last time.
    private static final int MOST_ROUNDS = 300;

    @ParameterizedTest
    @CsvSource({"dense,1,F32", "half,1,BF16", "half,2,F16", "half,2,BF16"})
    void aDecodedTokenAllocatesNothing(String policy, int threads, CacheFormat cache) {
        try (Quill quill = Quill.compile(policy, StripLayout.BF16, cache)) {
            quill.model().setThreads(threads);
            Session session = quill.model().newSession(CAPACITY);
            session.prefill(new int[CAPACITY - TOKENS]);
            long allocated = Long.MAX_VALUE;
            for (int round = 0; round < MOST_ROUNDS && allocated > 0; round++) {
                session.moveTo(CAPACITY - TOKENS);
                // The own thread's last before and first behind: counting allocates too.
                long team = ofTeam();
                long own = THREADS.getCurrentThreadAllocatedBytes();
                for (int id = 0; id < TOKENS; id++) {
                    session.decode(id);
                }
                own = THREADS.getCurrentThreadAllocatedBytes() - own;
                allocated = own + ofTeam() - team;
            }
            assertThat(allocated).isZero();
        }
    }

    /// Bytes that the workers of teams have allocated.
    private static long ofTeam() {
        long[] team = Arrays.stream(THREADS.getThreadInfo(THREADS.getAllThreadIds()))
                .filter(thread -> thread != null && thread.getThreadName().startsWith("rsparsec-team"))
                .mapToLong(ThreadInfo::getThreadId)
                .toArray();
        return Arrays.stream(THREADS.getThreadAllocatedBytes(team)).sum();
    }
}
