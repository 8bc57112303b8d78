package dev.rsparse.compiler.kernel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Neighbouring statements of a block.
///
/// @param movable whether they may become a function of their own
record Run(List<Item> items, boolean movable) {

    /// Of parameters, that methods may have; Java allows 255 with the receiver.
    static final int MOST_SLOTS = 250;

    /// A statement, its length and its variables.
    record Item(Stmt statement, int bytes, Footprint variables) {

        /// Whether it introduces `var`.
        boolean declares(Var var) {
            return statement instanceof Stmt.Declare declare && declare.var().equals(var);
        }
    }

    List<Stmt> statements() {
        return items.stream().map(Item::statement).toList();
    }

    int bytes() {
        return items.stream().mapToInt(Item::bytes).sum();
    }

    /// The variables from before the run that it reads.
    Set<Var> inputs() {
        Set<Var> inputs = new HashSet<>();
        Set<Var> own = new HashSet<>();
        for (Item item : items) {
            item.variables().used().stream().filter(var -> !own.contains(var)).forEach(inputs::add);
            if (item.statement() instanceof Stmt.Declare declare) {
                own.add(declare.var());
            }
        }
        return inputs;
    }

    /// The statements of a block in runs of up to `longest` bytes. What later runs read is declared between runs,
    /// and so is what they give values; a run reads it as a parameter.
    static List<Run> cut(List<Item> items, int longest) {
        Map<Var, Integer> lastUses = new HashMap<>();
        for (int i = 0; i < items.size(); i++) {
            for (Var var : items.get(i).variables().used()) {
                lastUses.put(var, i);
            }
        }
        List<Run> runs = new ArrayList<>();
        int from = 0;
        while (from < items.size()) {
            int to = end(items, from, longest, lastUses);
            around(items, from, to, longest, lastUses, runs);
            from = to;
        }
        return runs;
    }

    /// Where the run that begins at `from` best ends: in the second half of what there is room for, where the fewest
    /// variables cross, and as late as possible.
    private static int end(List<Item> items, int from, int longest, Map<Var, Integer> lastUses) {
        int bytes = 0;
        int best = from + 1;
        int fewest = Integer.MAX_VALUE;
        for (int to = from + 1; to <= items.size(); to++) {
            bytes += items.get(to - 1).bytes();
            if (bytes > longest) {
                return best;
            }
            // A remark belongs to what follows it.
            boolean remark = items.get(to - 1).statement() instanceof Stmt.Comment;
            int crossing = crossing(items, from, to, lastUses) + (remark ? 1 : 0);
            if (2 * bytes < longest || crossing <= fewest) {
                fewest = 2 * bytes < longest ? Integer.MAX_VALUE : crossing;
                best = to;
            }
        }
        return items.size();
    }

    /// How many variables statements before `to` declare for those from there on. One that changes weighs more: what
    /// changes it cannot be moved.
    private static int crossing(List<Item> items, int from, int to, Map<Var, Integer> lastUses) {
        return items.subList(from, to).stream()
                .map(Item::statement)
                .filter(Stmt.Declare.class::isInstance)
                .map(Stmt.Declare.class::cast)
                .filter(declare -> lastUses.getOrDefault(declare.var(), -1) >= to)
                .mapToInt(declare -> declare.mutable() ? 100 : 1)
                .sum();
    }

    /// Adds the runs between those statements of `from..to` that must stay where they are.
    private static void around(
            List<Item> items, int from, int to, int longest, Map<Var, Integer> lastUses, List<Run> runs) {
        boolean[] stays = new boolean[items.size()];
        boolean more = true;
        while (more) {
            more = false;
            for (int begin = from; begin < to; begin = next(stays, begin, to)) {
                more |= !stays[begin] && keep(items, begin, next(stays, begin, to), longest, lastUses, stays);
            }
        }
        for (int i = from; i < to; i = next(stays, i, to)) {
            runs.add(new Run(items.subList(i, next(stays, i, to)), !stays[i]));
        }
    }

    /// Marks the statements of `begin..end` that must stay where they are; whether there are any.
    private static boolean keep(
            List<Item> items, int begin, int end, int longest, Map<Var, Integer> lastUses, boolean[] stays) {
        boolean any = false;
        int start = begin;
        for (int i = begin; i < end; i++) {
            if (staysOutside(items, start, i, end, longest, lastUses)) {
                stays[i] = true;
                any = true;
                start = i + 1;
            }
        }
        return any;
    }

    /// Where the run with statement `i` ends.
    private static int next(boolean[] stays, int i, int to) {
        int next = i + 1;
        while (!stays[i] && next < to && !stays[next]) {
            next++;
        }
        return next;
    }

    /// Whether statement `i` cannot be moved with the others of `begin..end`: it is too long, ends the function,
    /// changes a variable of others, or declares one for others.
    private static boolean staysOutside(
            List<Item> items, int begin, int i, int end, int longest, Map<Var, Integer> lastUses) {
        Item item = items.get(i);
        boolean changesOthers = item.variables().assigned().stream()
                .anyMatch(var -> items.subList(begin, i).stream().noneMatch(before -> before.declares(var)));
        boolean declaresForOthers =
                item.statement() instanceof Stmt.Declare declare && lastUses.getOrDefault(declare.var(), -1) >= end;
        return item.bytes() > longest || item.variables().returns() || changesOthers || declaresForOthers;
    }
}
