package dev.rsparse.compiler.rewrite;

import dev.rsparse.compiler.ir.Node;

/// ```
/// Mul(Silu(gate), up)  ->  SiluMul(gate, up)        when nothing else reads the Silu
/// ```
///
/// The product of a SwiGLU block in one pass over memory instead of two.
public final class FuseSiluIntoMul implements Rule {

    @Override
    public Numerics numerics() {
        return Numerics.EXACT;
    }

    @Override
    public Outcome apply(Node node, Uses uses) {
        if (!(node instanceof Node.Mul mul) || !(uses.maker(mul.left()).orElse(null) instanceof Node.Silu silu)) {
            return new Outcome.NoMatch();
        }
        if (uses.count(silu.output()) > 1) {
            return new Outcome.Refused("the silu has other readers");
        }
        return new Outcome.Replace(new Node.SiluMul(mul.at(), mul.output(), silu.x(), mul.right()));
    }
}
