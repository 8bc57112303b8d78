package dev.rsparse.compiler.schedule;

import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.PictureNode;
import dev.rsparse.compiler.ir.Value;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Which buffer holds each value: buffers are reused as soon as their value was read for the last time.
///
/// Only values of equal width share a buffer, because what lies between a row's width and its stride must stay
/// zero.
///
/// @param widths elements per row of each buffer
/// @param bufferOf buffer index by value id; graph inputs have none
public record BufferPlan(List<Integer> widths, Map<Integer, Integer> bufferOf) {

    public BufferPlan {
        widths = List.copyOf(widths);
        bufferOf = Map.copyOf(bufferOf);
    }

    /// The buffer of `value`.
    public int buffer(Value value) {
        Integer buffer = bufferOf.get(value.id());
        if (buffer == null) {
            throw new IllegalArgumentException("no buffer for " + value);
        }
        return buffer;
    }

    static BufferPlan of(Graph graph) {
        Map<Integer, Integer> lastUse = lastUses(graph);
        List<Integer> widths = new ArrayList<>();
        Map<Integer, Integer> bufferOf = new HashMap<>();
        Map<Integer, Deque<Integer>> free = new HashMap<>();
        List<Node> nodes = graph.nodes();
        for (int i = 0; i < nodes.size(); i++) {
            Node node = nodes.get(i);
            List<Value> dying = new ArrayList<>();
            for (Value input : node.inputs()) {
                if (bufferOf.containsKey(input.id()) && lastUse.get(input.id()) == i && !dying.contains(input)) {
                    dying.add(input);
                }
            }
            // An elementwise operation may write over an input that it reads last.
            if (worksInPlace(node)) {
                release(dying, bufferOf, free);
            }
            int width = node.output().type().rowSize();
            Deque<Integer> candidates = free.computeIfAbsent(width, _ -> new ArrayDeque<>());
            if (candidates.isEmpty()) {
                candidates.push(widths.size());
                widths.add(width);
            }
            bufferOf.put(node.output().id(), candidates.pop());
            if (!worksInPlace(node)) {
                release(dying, bufferOf, free);
            }
        }
        return new BufferPlan(widths, bufferOf);
    }

    private static Map<Integer, Integer> lastUses(Graph graph) {
        Map<Integer, Integer> lastUse = new HashMap<>();
        for (int i = 0; i < graph.nodes().size(); i++) {
            Node node = graph.nodes().get(i);
            lastUse.put(node.output().id(), i);
            for (Value input : node.inputs()) {
                lastUse.put(input.id(), i);
            }
        }
        graph.outputs().forEach(output -> lastUse.put(output.value().id(), Integer.MAX_VALUE));
        return lastUse;
    }

    private static void release(List<Value> dying, Map<Integer, Integer> bufferOf, Map<Integer, Deque<Integer>> free) {
        for (Value value : dying) {
            free.computeIfAbsent(value.type().rowSize(), _ -> new ArrayDeque<>())
                    .push(bufferOf.get(value.id()));
        }
    }

    private static boolean worksInPlace(Node node) {
        return switch (node) {
            case Node.RmsNorm _,
                    Node.LayerNorm _,
                    Node.AddBias _,
                    Node.Pointwise _,
                    Node.Rope _,
                    Node.Silu _,
                    Node.Softmax _,
                    Node.SiluMul _,
                    Node.Add _,
                    Node.Mul _ -> true;
            case PictureNode picture -> picture instanceof PictureNode.BatchNorm;
            case Node.Gather _,
                    Node.Input _,
                    Node.Positions _,
                    Node.Slice _,
                    Node.Linear _,
                    Node.SparseLowRankLinear _,
                    Node.GatedRowsLinear _,
                    Node.Attention _ -> false;
        };
    }
}
