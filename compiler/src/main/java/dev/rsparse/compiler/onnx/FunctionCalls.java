package dev.rsparse.compiler.onnx;

import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The functions of a model, and which of them its nodes call.
public final class FunctionCalls {

    /// Nodes of functions, each call of one counted, that a model may have.
    private static final long MAX_NODES = 1_000_000;

    /// Calls inside calls.
    private static final int MAX_DEPTH = 100;

    /// What tells functions apart.
    private record Key(String domain, String name, String overload) {}

    /// @param nodes how many nodes run when it is called
    /// @param depth of calls in it, itself included
    private record Cost(long nodes, int depth) {}

    private final Map<Key, FunctionProto> functions = new HashMap<>();

    /// The functions of a sound model.
    public FunctionCalls(ModelProto model) {
        model.getFunctionsList().forEach(function -> functions.put(key(function), function));
    }

    /// The function that a node calls; nothing for an operator.
    public Optional<FunctionProto> called(NodeProto node) {
        return Optional.ofNullable(
                functions.get(new Key(Domains.normal(node.getDomain()), node.getOpType(), node.getOverload())));
    }

    private static Key key(FunctionProto function) {
        return new Key(Domains.normal(function.getDomain()), function.getName(), function.getOverload());
    }

    /// Checks that functions have different names, call no circle, and amount to a size that can be walked over.
    static void check(ModelProto model) throws ModelCheck.Unsound {
        FunctionCalls calls = new FunctionCalls(model);
        if (calls.functions.size() < model.getFunctionsCount()) {
            throw new ModelCheck.Unsound("two functions have the same name and domain");
        }
        long nodes = 0;
        Map<Key, Cost> costs = calls.costs();
        for (FunctionProto callee : calls.callees(model.getGraph().getNodeList())) {
            nodes = Math.min(MAX_NODES + 1, nodes + costs.get(key(callee)).nodes());
        }
        if (nodes > MAX_NODES) {
            throw new ModelCheck.Unsound("calls of functions come to more than " + MAX_NODES + " nodes");
        }
    }

    /// Functions whose callees are all counted are counted next; those of a circle never are.
    private Map<Key, Cost> costs() throws ModelCheck.Unsound {
        Map<Key, List<Key>> callers = new HashMap<>();
        Map<Key, Integer> open = new HashMap<>();
        Deque<Key> ready = new ArrayDeque<>();
        for (Map.Entry<Key, FunctionProto> entry : functions.entrySet()) {
            List<FunctionProto> callees = callees(entry.getValue().getNodeList());
            callees.forEach(callee ->
                    callers.computeIfAbsent(key(callee), _ -> new ArrayList<>()).add(entry.getKey()));
            open.put(entry.getKey(), callees.size());
            if (callees.isEmpty()) {
                ready.add(entry.getKey());
            }
        }
        Map<Key, Cost> costs = new HashMap<>();
        while (!ready.isEmpty()) {
            Key next = ready.remove();
            costs.put(next, cost(functions.get(next), costs));
            for (Key caller : callers.getOrDefault(next, List.of())) {
                if (open.merge(caller, -1, Integer::sum) == 0) {
                    ready.add(caller);
                }
            }
        }
        for (Map.Entry<Key, FunctionProto> entry : functions.entrySet()) {
            if (!costs.containsKey(entry.getKey())) {
                throw new ModelCheck.Unsound(
                        "function " + entry.getValue().getName() + " calls itself, around a circle");
            }
        }
        return costs;
    }

    private Cost cost(FunctionProto function, Map<Key, Cost> costs) throws ModelCheck.Unsound {
        long nodes = function.getNodeCount();
        int depth = 1;
        for (FunctionProto callee : callees(function.getNodeList())) {
            Cost inner = costs.get(key(callee));
            nodes = Math.min(MAX_NODES + 1, nodes + inner.nodes());
            depth = Math.max(depth, 1 + inner.depth());
        }
        if (depth > MAX_DEPTH) {
            throw new ModelCheck.Unsound("calls of functions nest more than " + MAX_DEPTH + " deep");
        }
        return new Cost(nodes, depth);
    }

    /// One for each call, those of bodies inside included.
    private List<FunctionProto> callees(List<NodeProto> nodes) {
        List<FunctionProto> callees = new ArrayList<>();
        for (NodeProto node : nodes) {
            called(node).ifPresent(callees::add);
            for (GraphProto body : Tensors.bodies(node)) {
                callees.addAll(callees(body.getNodeList()));
            }
        }
        return callees;
    }
}
