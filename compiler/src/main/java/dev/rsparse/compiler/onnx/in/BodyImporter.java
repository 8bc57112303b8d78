package dev.rsparse.compiler.onnx.in;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import dev.rsparse.compiler.onnx.Domains;
import dev.rsparse.compiler.onnx.FunctionCalls;
import dev.rsparse.compiler.onnx.NodeReads;
import dev.rsparse.compiler.onnx.rewrite.SparseFunction;
import dev.rsparse.runtime.Workers;
import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The nodes of a graph, function or body → steps. Calls of functions are spelt out where they stand, but for those
/// of [SparseFunction]: that is an operator of ours.
final class BodyImporter {

    /// One thread, which is the caller: nothing to close.
    private static final Workers WORKERS = new Workers(1);

    private final Model model;
    private final Map<String, Integer> opsets;
    private final Scope scope;
    private final Map<String, AttributeProto> given;
    private final List<Step> steps;

    /// What all bodies of a model share.
    record Model(
            FunctionCalls calls, ConstantReader constants, AttributeReader attributes, Missing missing, Values values) {
        Model(ModelProto model, ConstantReader constants, Missing missing, Values values) {
            this(new FunctionCalls(model), constants, new AttributeReader(constants, missing), missing, values);
        }
    }

    /// @param opsets versions by domain
    BodyImporter(Model model, Map<String, Integer> opsets, Scope scope) {
        this(model, opsets, scope, Map.of(), new ArrayList<>());
    }

    private BodyImporter(
            Model model,
            Map<String, Integer> opsets,
            Scope scope,
            Map<String, AttributeProto> given,
            List<Step> steps) {
        this.model = model;
        this.opsets = opsets;
        this.scope = scope;
        this.given = given;
        this.steps = steps;
    }

    /// A graph whose inputs are in the scope already.
    Block body(GraphProto graph, List<Value> parameters) {
        graph.getInitializerList()
                .forEach(tensor -> constant(
                        tensor.getName(), model.constants().read(tensor, "initializer \"" + tensor.getName() + "\"")));
        graph.getSparseInitializerList().forEach(sparse -> {
            String name = sparse.getValues().getName();
            constant(name, model.constants().read(sparse, "initializer \"" + name + "\""));
        });
        NodeReads.ordered(graph.getNodeList()).forEach(this::node);
        List<Value> results = graph.getOutputList().stream()
                .map(output -> scope.get(output.getName()))
                .toList();
        return new Block(parameters, steps, results);
    }

    private void constant(String name, Tensor tensor) {
        scope.put(name, model.values().constant(name, tensor));
    }

    private void node(NodeProto node) {
        Optional<FunctionProto> function = model.calls().called(node).filter(called -> !SparseFunction.isOurs(called));
        String domain = Domains.normal(node.getDomain());
        if (function.isPresent()) {
            call(node, function.get());
        } else if (domain.isEmpty() && node.getOpType().equals("Constant")) {
            constant(node);
        } else if (domain.isEmpty() && node.getOpType().equals("If")) {
            choose(node);
        } else if (domain.isEmpty() && node.getOpType().equals("Loop")) {
            repeat(node);
        } else if (domain.isEmpty() && node.getOpType().equals("Scan")) {
            new ScanSpelling(this, node, attributes(node)).spell();
        } else {
            apply(node);
        }
    }

    private void apply(NodeProto node) {
        String domain = Domains.normal(node.getDomain());
        Optional<OperatorDefinition> operator = OperatorTable.find(domain, node.getOpType());
        int version = opsets.getOrDefault(domain, 1);
        boolean isOld = domain.isEmpty() && version < OperatorTable.FIRST_OPSET;
        boolean isNew = domain.isEmpty() && version > OperatorTable.LAST_OPSET;
        Attributes attributes = attributes(node);
        if (operator.isEmpty() || isOld || isNew) {
            model.missing().operator(node, version, isOld || isNew ? ", of which 7 to 27 are known" : "");
            outputs(node);
            return;
        }
        List<Value> inputs = inputs(node);
        Step.Apply step = new Step.Apply(operator.get(), attributes, inputs, outputs(node), Missing.label(node));
        check(step);
        steps.add(step);
    }

    /// Makes the operator: it may refuse its attributes, such as a type to cast to.
    private void check(Step.Apply step) {
        try {
            OperatorRunner.of(step, WORKERS);
        } catch (IllegalArgumentException refused) {
            model.missing().thing(String.valueOf(refused.getMessage()), step.label());
        }
    }

    /// What a node reads, absent ones at the end left out.
    List<Value> inputs(NodeProto node) {
        List<Value> inputs =
                new ArrayList<>(node.getInputList().stream().map(scope::get).toList());
        while (!inputs.isEmpty() && !inputs.getLast().isPresent()) {
            inputs.removeLast();
        }
        return inputs;
    }

    /// New values for what a node gives.
    List<Value> outputs(NodeProto node) {
        return node.getOutputList().stream().map(this::output).toList();
    }

    private Value output(String name) {
        if (name.isEmpty()) {
            return Value.ABSENT;
        }
        Value value = model.values().value(name);
        scope.put(name, value);
        return value;
    }

    private Attributes attributes(NodeProto node) {
        int version = opsets.getOrDefault(Domains.normal(node.getDomain()), 1);
        return model.attributes().read(node, version, given);
    }

    private void constant(NodeProto node) {
        Map<String, Object> values = attributes(node).values();
        Tensor tensor =
                switch (values.isEmpty() ? "" : values.values().iterator().next()) {
                    case Tensor given -> given;
                    case Long number -> Tensor.of(new long[] {number});
                    case long[] numbers -> Tensor.of(numbers, numbers.length);
                    case Float number -> Tensor.of(new float[] {number});
                    case float[] numbers -> Tensor.of(numbers, numbers.length);
                    default -> {
                        model.missing().thing("constants that are texts", Missing.label(node));
                        yield new Tensor();
                    }
                };
        constant(node.getOutput(0), tensor);
    }

    private void call(NodeProto node, FunctionProto function) {
        Scope inner = new Scope(null);
        for (int i = 0; i < function.getInputCount(); i++) {
            inner.put(function.getInput(i), i < node.getInputCount() ? scope.get(node.getInput(i)) : Value.ABSENT);
        }
        Map<String, AttributeProto> attributes = new HashMap<>();
        function.getAttributeProtoList().forEach(each -> attributes.put(each.getName(), each));
        for (AttributeProto own : node.getAttributeList()) {
            AttributeProto attribute = own.getRefAttrName().isEmpty() ? own : given.get(own.getRefAttrName());
            if (attribute != null) {
                attributes.put(own.getName(), attribute);
            }
        }
        Map<String, Integer> versions = new HashMap<>(opsets);
        versions.putAll(ModelImporter.opsets(function.getOpsetImportList()));
        BodyImporter body = new BodyImporter(model, versions, inner, attributes, steps);
        NodeReads.ordered(function.getNodeList()).forEach(body::node);
        for (int i = 0; i < node.getOutputCount(); i++) {
            scope.put(node.getOutput(i), inner.get(function.getOutput(i)));
        }
    }

    /// A body inside a node, with steps of its own.
    ///
    /// @param name of the attribute that holds it
    /// @param parameters what stands for its first inputs
    /// @param before steps that it begins with
    Block inner(NodeProto node, String name, List<Value> parameters, List<Value> inputs, List<Step> before) {
        GraphProto graph = node.getAttributeList().stream()
                .filter(attribute -> attribute.getName().equals(name))
                .map(AttributeProto::getG)
                .findFirst()
                .orElseGet(GraphProto::getDefaultInstance);
        Scope inner = new Scope(scope);
        for (int i = 0; i < Math.min(graph.getInputCount(), inputs.size()); i++) {
            inner.put(graph.getInput(i).getName(), inputs.get(i));
        }
        return new BodyImporter(model, opsets, inner, given, new ArrayList<>(before)).body(graph, parameters);
    }

    private void choose(NodeProto node) {
        Value condition = scope.get(node.getInput(0));
        Block then = inner(node, "then_branch", List.of(), List.of(), List.of());
        Block otherwise = inner(node, "else_branch", List.of(), List.of(), List.of());
        steps.add(new Step.Choose(condition, then, otherwise, outputs(node), Missing.label(node)));
    }

    private void repeat(NodeProto node) {
        List<Value> inputs = node.getInputList().stream().map(scope::get).toList();
        List<Value> initial = inputs.subList(Math.min(2, inputs.size()), inputs.size());
        List<Value> parameters = new ArrayList<>(List.of(value("trip"), value("go on")));
        initial.forEach(carried -> parameters.add(value(carried.name())));
        Block body = inner(node, "body", parameters, parameters, List.of());
        Value condition = inputs.size() > 1 ? inputs.get(1) : Value.ABSENT;
        List<Value> outputs = all(node, body.results().size() - 1);
        steps.add(new Step.Repeat(inputs.getFirst(), condition, initial, body, outputs, Missing.label(node)));
    }

    /// What a node gives, with values for outputs that it leaves out: loops count them.
    private List<Value> all(NodeProto node, int count) {
        List<Value> all = new ArrayList<>();
        for (Value output : outputs(node)) {
            all.add(output.isPresent() ? output : value("unused"));
        }
        while (all.size() < count) {
            all.add(value("unused"));
        }
        return all;
    }

    /// A value that no other is.
    Value value(String name) {
        return model.values().value(name);
    }

    /// A scalar that is known.
    Value scalar(ElementType type, long number) {
        Tensor tensor = Tensor.of(type);
        tensor.setInteger(0, number);
        return model.values().constant(Long.toString(number), tensor);
    }

    /// A list that is known.
    Value list(long... numbers) {
        return model.values().constant("list", Tensor.of(numbers, numbers.length));
    }

    void add(Step step) {
        steps.add(step);
    }

    Missing missing() {
        return model.missing();
    }
}
