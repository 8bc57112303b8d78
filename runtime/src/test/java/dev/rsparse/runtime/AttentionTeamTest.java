package dev.rsparse.runtime;

import static dev.rsparse.runtime.TestFloats.assertSameBits;

import dev.rsparse.runtime.kernel.Attention;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AttentionTeamTest {

    private static final int HEAD = 16;

    private static float[] attend(KvCache cache, float[] q, int rows, int position, int members) {
        int stride = cache.heads() * HEAD;
        float[] out = new float[q.length];
        TestWorkspace workspace = new TestWorkspace(members);
        try (Team team = new Team(members)) {
            workspace.run(
                    team,
                    members,
                    member -> Attention.apply(workspace, cache, q, out, 0, rows, stride, position, member));
        }
        return out;
    }

    @ParameterizedTest
    @CsvSource({"1,1,1,100", "1,1,1,1000", "6,3,1,300", "6,3,1,700", "8,2,1,3000", "4,1,70,0", "6,3,33,250", "2,1,2,900"
    })
    void resultsAreTheSameBitsOnAnyNumberOfThreads(int heads, int kvHeads, int rows, int position) {
        for (CacheFormat format : CacheFormat.values()) {
            int count = position + rows;
            KvCache cache = KvCache.of(format, heads, kvHeads, HEAD, count);
            int width = kvHeads * HEAD;
            cache.append(TestFloats.normal(1, count * width), TestFloats.normal(2, count * width), 0, count, width, 0);
            float[] q = TestFloats.normal(3, rows * heads * HEAD);
            float[] alone = attend(cache, q, rows, position, 1);
            for (int members : new int[] {2, 3, 4, 7}) {
                assertSameBits(attend(cache, q, rows, position, members), alone);
            }
        }
    }
}
