package dev.rsparse.grammar.format;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/// Which braces belong together, and which of them hold statements: those with a `;` or such braces in them, and empty
/// ones. The others are lists, as in `layer[*].{q,k}`.
final class Braces {

    private final int[] partner;
    private final boolean[] block;

    private Braces(int size) {
        this.partner = new int[size];
        this.block = new boolean[size];
        Arrays.fill(partner, -1);
    }

    /// The braces of well-formed text.
    static Braces of(List<Lexeme> lexemes) {
        Braces braces = new Braces(lexemes.size());
        Deque<Integer> open = new ArrayDeque<>();
        for (int i = 0; i < lexemes.size(); i++) {
            if (lexemes.get(i).is("{")) {
                open.push(i);
            } else if (lexemes.get(i).is(";") && !open.isEmpty()) {
                braces.block[open.peek()] = true;
            } else if (lexemes.get(i).is("}") && !open.isEmpty()) {
                braces.close(open.pop(), i, open);
            }
        }
        return braces;
    }

    private void close(int from, int to, Deque<Integer> around) {
        partner[from] = to;
        partner[to] = from;
        block[from] |= to == from + 1;
        block[to] = block[from];
        if (block[from] && !around.isEmpty()) {
            block[around.peek()] = true;
        }
    }

    /// Whether the lexeme at `index` is a brace around statements.
    boolean isBlock(int index) {
        return block[index];
    }

    /// The brace that belongs to the one at `index`.
    int partner(int index) {
        return partner[index];
    }
}
