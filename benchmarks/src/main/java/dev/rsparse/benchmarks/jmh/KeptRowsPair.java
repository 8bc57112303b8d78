package dev.rsparse.benchmarks.jmh;

import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.Origin;
import dev.rsparse.compiler.ir.Phase;
import dev.rsparse.compiler.ir.Thinning;
import dev.rsparse.compiler.ir.Value;
import dev.rsparse.runtime.scalar.ScalarOps;
import java.util.List;

/// A gated product of one token that skips about half of its rows by the gate's output.
public class KeptRowsPair extends EmittedPair {

    /// Gates are spread evenly to `sqrt(3/SIZE)`, and silu halves what is small.
    private static final float THRESHOLD = (float) Math.sqrt(3.0 / SIZE) / 4;

    @Override
    List<Node> nodes(Value ids) {
        Node x = gather(ids, 1, "inputs");
        Node gate = gather(ids, 2, "gates");
        Thinning thinning = new Thinning(Thinning.Skip.ROWS, 0.5, 1, 0, 0, THRESHOLD, Phase.ALL);
        return List.of(
                x,
                gate,
                new Node.GatedRowsLinear(
                        Origin.NONE,
                        value(3),
                        x.output(),
                        gate.output(),
                        weight("up", SIZE),
                        weight("down", SIZE),
                        thinning));
    }

    @Override
    float[] byScalars() {
        return ScalarOps.gatedRowsLinear(packed("up"), row("inputs", 0), row("gates", 0), THRESHOLD, new float[0]);
    }
}
