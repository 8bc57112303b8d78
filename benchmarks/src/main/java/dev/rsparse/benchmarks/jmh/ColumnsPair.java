package dev.rsparse.benchmarks.jmh;

import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.Origin;
import dev.rsparse.compiler.ir.Value;
import dev.rsparse.runtime.scalar.ScalarOps;
import java.util.List;

/// A dense product of one token: all columns.
public class ColumnsPair extends EmittedPair {

    @Override
    List<Node> nodes(Value ids) {
        Node x = gather(ids, 1, "inputs");
        return List.of(x, new Node.Linear(Origin.NONE, value(2), x.output(), weight("w", SIZE)));
    }

    @Override
    float[] byScalars() {
        return ScalarOps.linear(packed("w"), row("inputs", 0), SIZE);
    }
}
