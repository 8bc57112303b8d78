package dev.rsparse.compiler.rewrite;

import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.Uses;
import dev.rsparse.compiler.ir.Value;

/// ```
/// Mul(Silu(gate), up), Mul(up, Silu(gate))  ->  SiluMul(gate, up)        when nothing else reads the Silu
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
        if (!(node instanceof Node.Mul mul)) {
            return new Outcome.NoMatch();
        }
        Outcome left = fuse(mul, mul.left(), mul.right(), uses);
        if (left instanceof Outcome.Replace) {
            return left;
        }
        Outcome right = fuse(mul, mul.right(), mul.left(), uses);
        return right instanceof Outcome.NoMatch ? left : right;
    }

    private static Outcome fuse(Node.Mul mul, Value gated, Value up, Uses uses) {
        if (!(uses.maker(gated).orElse(null) instanceof Node.Silu silu)) {
            return new Outcome.NoMatch();
        }
        if (uses.count(silu.output()) > 1) {
            return new Outcome.Refused("the silu has other readers");
        }
        return new Outcome.Replace(new Node.SiluMul(mul.at(), mul.output(), silu.x(), up));
    }
}
