package dev.rsparse.compiler.check;

import java.util.Optional;

/// How much of something a graph may still have, so that a short text cannot ask for a graph that fits no memory.
final class Allowance {

    private final int most;
    private long taken;

    Allowance(int most) {
        this.most = most;
    }

    /// Takes `count` more; the most there may be when that is too many.
    Optional<Integer> take(long count) {
        taken = Math.min(taken + count, Integer.MAX_VALUE);
        return taken > most ? Optional.of(most) : Optional.empty();
    }
}
