package dev.rsparse.compiler.onnx.lift;

import dev.rsparse.compiler.onnx.in.Value;
import dev.rsparse.runtime.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Names of weights in a `.rsp` text, the lines that bind them, and the tensors that they are.
final class LayerWeights {

    /// What a number is put behind: `n1_bias` is followed by `n2_bias`.
    private static final Pattern NUMBERED = Pattern.compile("([a-z_]*?)(\\d*)(_bias|)");

    private final Map<Value, Tensor> constants;
    private final Optional<Repetition> layers;
    /// By operation and place among its weights.
    private final Map<List<Integer>, String> names = new HashMap<>();
    /// Of matrices outside of layers, which several operations may read.
    private final Map<Operand.Stored, String> shared = new HashMap<>();
    private final Set<String> taken = new HashSet<>();
    private final List<String> lines = new ArrayList<>();
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();

    /// @param reserved names that no weight may have
    LayerWeights(LayerGraph graph, Optional<Repetition> layers, Map<Value, Tensor> constants, Set<String> reserved) {
        this.constants = constants;
        this.layers = layers;
        taken.addAll(reserved);
        Roles roles = new Roles(graph.operations(), graph.results());
        for (int i = 0; i < graph.operations().size(); i++) {
            List<Operand.Stored> stored = graph.operations().get(i).stored();
            for (int slot = 0; slot < stored.size(); slot++) {
                add(graph, i, slot, stored.get(slot), roles);
            }
        }
    }

    private void add(LayerGraph graph, int operation, int slot, Operand.Stored stored, Roles roles) {
        boolean inLayer = layers.filter(found -> found.contains(operation)).isPresent();
        if (!inLayer) {
            names.put(List.of(operation, slot), outside(stored, roles.of(operation, slot)));
            return;
        }
        Repetition found = layers.get();
        if (operation >= found.start() + found.period()) {
            return;
        }
        String name = unused(slot == 0 ? inLayer(roles.of(operation, slot)) : name(operation, 0) + "_bias");
        bind("layer[i]." + name, "layer.{i}." + name, stored);
        for (int layer = 0; layer < found.count(); layer++) {
            LayerOperation same = graph.operations().get(operation + layer * found.period());
            Operand.Stored own = same.stored().get(slot);
            names.put(List.of(operation + layer * found.period(), slot), name);
            tensors.put("layer." + layer + "." + name, tensor(own));
        }
    }

    private String outside(Operand.Stored stored, String role) {
        if (shared.containsKey(stored)) {
            return shared.get(stored);
        }
        String name = unused(role);
        bind(name, name, stored);
        tensors.put(name, tensor(stored));
        if (stored.shape().size() > 1) {
            shared.put(stored, name);
        }
        return name;
    }

    /// Norms of a layer are numbered.
    private static String inLayer(String role) {
        return role.startsWith("norm") ? "n1" + role.substring("norm".length()) : role;
    }

    /// The tensor with as many axes as its weight has: the first ones of a vector may be of extent 1.
    private Tensor tensor(Operand.Stored stored) {
        Tensor constant = constants.get(stored.constant());
        if (constant.rank() == stored.shape().size()) {
            return constant;
        }
        Tensor vector = new Tensor();
        vector.view(constant, new int[] {constant.count()}, 1);
        return vector;
    }

    private String unused(String role) {
        Matcher parts = NUMBERED.matcher(role);
        if (taken.add(role) || !parts.matches()) {
            return role;
        }
        for (int number = parts.group(2).isEmpty() ? 2 : Integer.parseInt(parts.group(2)) + 1; ; number++) {
            String name = parts.group(1) + number + parts.group(3);
            if (taken.add(name)) {
                return name;
            }
        }
    }

    private void bind(String name, String tensor, Operand.Stored stored) {
        int rows = tensor(stored).dim(stored.transposed() ? 1 : 0);
        int count = stored.shape().getFirst();
        lines.add(name + " = " + (stored.transposed() ? "transposed " : "") + '"' + tensor + '"'
                + (count == rows ? "" : "[" + stored.from() + ".." + (stored.from() + count) + "]")
                + " : " + stored.shape().toString().replace(" ", "") + ";");
    }

    /// What a weight is called where an operation reads it.
    ///
    /// @param slot its place among the operation's weights
    String name(int operation, int slot) {
        return names.get(List.of(operation, slot));
    }

    /// The lines of the block `weights`.
    List<String> lines() {
        return lines;
    }

    /// The tensors by the names that the lines give them.
    Map<String, Tensor> tensors() {
        return tensors;
    }
}
