package dev.rsparse.compiler.onnx.run;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.rsparse.compiler.onnx.OnnxFile;
import dev.rsparse.compiler.onnx.OnnxType;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/// Shows values of a model's graph as the model runs. In a copy of the model they are its outputs in place of its
/// own, so that nothing is computed that no value needs.
///
/// The library holds all outputs of a run at once. Values are therefore shown in batches, each in a session of its
/// own, that take some 256 MB together; one value alone may take more.
final class Probes {

    private static final long BATCH_BYTES = 256L << 20;

    /// Sees a value.
    @FunctionalInterface
    interface Visitor {
        /// @param value f32, whatever the model computes in
        void see(String name, TensorValue value);
    }

    private final OnnxFile file;
    private final Samples samples;
    private final int threads;
    private final long batchBytes;

    Probes(OnnxFile file, Samples samples, int threads) {
        this(file, samples, threads, BATCH_BYTES);
    }

    /// @param batchBytes how much the values of a batch may take together
    Probes(OnnxFile file, Samples samples, int threads, long batchBytes) {
        this.file = file;
        this.samples = samples;
        this.threads = threads;
        this.batchBytes = batchBytes;
    }

    /// Runs all samples and shows `names` of each, batch by batch.
    ///
    /// @param progress told after each run
    void run(List<String> names, Visitor visitor, RunProgress progress) {
        List<List<String>> batches = batches(names);
        int done = 0;
        for (List<String> batch : batches) {
            try (OnnxSession session = OnnxSession.open(probed(batch, "Cast"), threads)) {
                for (int sample = 0; sample < samples.count(); sample++) {
                    Iterator<String> name = batch.iterator();
                    session.run(samples.get(sample), (_, value) -> visitor.see(name.next(), value));
                    progress.done(++done, Math.multiplyExact(batches.size(), samples.count()));
                }
            }
        }
    }

    /// By the sizes that the values have on the largest sample.
    private List<List<String>> batches(List<String> names) {
        if (names.size() < 2) {
            return names.isEmpty() ? List.of() : List.of(names);
        }
        List<Long> sizes = new ArrayList<>();
        try (OnnxSession session = OnnxSession.open(probed(names, "Size"), threads)) {
            session.run(largest(), (_, size) -> sizes.add(Elements.whole(size.type(), size.bytes(), 0)));
        }
        List<List<String>> batches = new ArrayList<>();
        long bytes = 0;
        for (int i = 0; i < names.size(); i++) {
            long more = sizes.get(i) * Float.BYTES;
            if (batches.isEmpty() || bytes + more > batchBytes) {
                batches.add(new ArrayList<>());
                bytes = 0;
            }
            batches.getLast().add(names.get(i));
            bytes += more;
        }
        return batches;
    }

    private Map<String, TensorValue> largest() {
        Map<String, TensorValue> largest = samples.get(0);
        for (int i = 1; i < samples.count(); i++) {
            Map<String, TensorValue> sample = samples.get(i);
            largest = elements(sample) > elements(largest) ? sample : largest;
        }
        return largest;
    }

    private static long elements(Map<String, TensorValue> sample) {
        return sample.values().stream().mapToLong(TensorValue::count).sum();
    }

    /// A copy whose outputs are `operator` of each value, in the order of `names`.
    private OnnxFile probed(List<String> names, String operator) {
        GraphProto graph = file.model().getGraph();
        String prefix = unused(graph);
        GraphProto.Builder changed = graph.toBuilder().clearOutput();
        for (int i = 0; i < names.size(); i++) {
            NodeProto.Builder probe = NodeProto.newBuilder()
                    .setName(prefix + i)
                    .setOpType(operator)
                    .addInput(names.get(i))
                    .addOutput(prefix + i);
            if (operator.equals("Cast")) {
                probe.addAttribute(AttributeProto.newBuilder()
                        .setName("to")
                        .setType(AttributeProto.AttributeType.INT)
                        .setI(OnnxType.F32.number()));
            }
            changed.addNode(probe);
            // Its type is what the library infers.
            changed.addOutput(ValueInfoProto.newBuilder().setName(prefix + i));
        }
        ModelProto model = file.model().toBuilder().setGraph(changed).build();
        return new OnnxFile(file.path(), model);
    }

    /// The beginning of names that the graph does not have.
    private static String unused(GraphProto graph) {
        List<String> names = new ArrayList<>();
        graph.getNodeList().forEach(node -> names.addAll(node.getOutputList()));
        graph.getNodeList().stream().map(NodeProto::getName).forEach(names::add);
        graph.getInputList().stream().map(ValueInfoProto::getName).forEach(names::add);
        graph.getInitializerList().stream().map(TensorProto::getName).forEach(names::add);
        String prefix = "probe_";
        while (begins(names, prefix)) {
            prefix += "_";
        }
        return prefix;
    }

    private static boolean begins(List<String> names, String prefix) {
        return names.stream().anyMatch(name -> name.startsWith(prefix));
    }
}
