package dev.rsparse.compiler.inspect;

import dev.rsparse.compiler.check.PolicyReach;
import dev.rsparse.compiler.ir.Graph;
import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.Value;
import dev.rsparse.compiler.ir.Weight;
import dev.rsparse.compiler.schedule.Product;
import dev.rsparse.grammar.Span;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// An [Inspection] as plain maps and lists, which any JSON library prints. Nothing is drawn together.
public final class InspectionJson {

    private InspectionJson() {}

    public static Map<String, Object> object(Inspection inspection) {
        Graph graph = inspection.project().model().graph();
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("model", graph.name());
        object.put("source", inspection.project().source().toString());
        object.put(
                "policies", List.copyOf(inspection.project().model().policies().keySet()));
        object.put("inputs", graph.inputs().stream().map(InspectionJson::value).toList());
        object.put(
                "outputs",
                graph.outputs().stream()
                        .map(output -> named(output.name(), value(output.value())))
                        .toList());
        object.put("nodes", graph.nodes().stream().map(InspectionJson::node).toList());
        object.put("policy", inspection.policy().name());
        inspection.policy().rotation().ifPresent(span -> object.put("rotated", place(span)));
        inspection.unmeasured().ifPresent(reason -> object.put("notMeasured", reason));
        object.put("nominalKeptBytes", inspection.kept());
        object.put(
                "rules",
                inspection.policy().reaches().stream()
                        .map(reach -> rule(inspection, reach))
                        .toList());
        object.put(
                "sites", inspection.sites().stream().map(InspectionJson::site).toList());
        object.put("weights", inspection.format().name().toLowerCase(Locale.ROOT));
        object.put(
                "products",
                inspection.products().stream().map(InspectionJson::product).toList());
        return object;
    }

    private static Map<String, Object> named(String name, Map<String, Object> value) {
        value.put("name", name);
        return value;
    }

    private static Map<String, Object> value(Value value) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("id", value.id());
        object.put("name", value.name());
        object.put("type", value.type().toString());
        return object;
    }

    private static Map<String, Object> node(Node node) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("op", node.op());
        object.put("scope", node.at().scope());
        object.put("reads", node.inputs().stream().map(Value::id).toList());
        object.put("output", value(node.output()));
        object.put("at", place(node.at().span()));
        return object;
    }

    private static Map<String, Object> rule(Inspection inspection, PolicyReach reach) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("selector", inspection.selector(reach));
        object.put("at", place(reach.block()));
        object.put("reaches", reach.paths());
        return object;
    }

    private static Map<String, Object> site(Site site) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("site", site.weight().path());
        object.put("tensor", site.weight().tensor());
        object.put("type", site.weight().type().toString());
        object.put("nominalKeptBytes", site.kept());
        List<Object> settings = new ArrayList<>();
        for (Site.Setting setting : site.settings()) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("property", setting.property());
            one.put("value", setting.value());
            one.put("source", setting.source().name().toLowerCase(Locale.ROOT));
            if (setting.source() == Site.Source.RULE) {
                one.put("rule", place(setting.rule()));
            }
            settings.add(one);
        }
        object.put("settings", settings);
        return object;
    }

    private static Map<String, Object> product(Product product) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("product", product.name());
        object.put("sites", product.weights().stream().map(Weight::path).toList());
        object.put("reads", product.reading().name().toLowerCase(Locale.ROOT));
        object.put("why", product.reason());
        return object;
    }

    private static Map<String, Object> place(Span span) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("file", span.file());
        object.put("line", span.line());
        object.put("column", span.column());
        return object;
    }
}
