package dev.rsparse.runtime.tensor;

import dev.rsparse.runtime.Workers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What every class compiled from an ONNX model is: its constants, its buffers, and its operators called in a
/// straight line.
///
/// An instance holds the buffers of a run, so one thread at a time uses it; several instances may share
/// [Constants]. Buffers are kept from run to run: once they suffice for its shapes, operators make
/// no objects.
/// Results do not depend on the number of threads.
public abstract class CompiledGraph implements AutoCloseable {

    private final String name;
    private final Workers workers;
    private final NamedExtents dims = new NamedExtents();

    /// @throws IllegalArgumentException when the constants are for another graph
    protected CompiledGraph(String name, String fingerprint, Constants constants, int threads) {
        constants.check(name, fingerprint);
        this.name = name;
        this.workers = new Workers(threads);
    }

    /// The model's name.
    public final String name() {
        return name;
    }

    /// What a caller gives, in the order of the model.
    public abstract List<Port> inputs();

    /// Names of the results, in the order of the model.
    public abstract List<String> outputs();

    /// The places of the inputs.
    protected abstract Tensor[] inputPlaces();

    /// The places of the results.
    protected abstract Tensor[] outputPlaces();

    /// Calls the operators.
    protected abstract void steps();

    /// The threads that share the work of operators.
    protected final Workers workers() {
        return workers;
    }

    /// Runs the graph.
    ///
    /// @param given a tensor for each input, in the order of the model; none of them is changed
    /// @throws IllegalArgumentException when an input is missing, has another type or shape than declared, or does
    ///     not go with the others
    public final void run(Tensor... given) {
        List<Port> ports = inputs();
        if (given.length != ports.size()) {
            throw new IllegalArgumentException(name + " has " + ports.size() + " inputs, got " + given.length);
        }
        dims.clear();
        for (int i = 0; i < given.length; i++) {
            ports.get(i).check(given[i], dims);
            inputPlaces()[i].view(given[i]);
        }
        steps();
    }

    /// A result of the last run, in the order of the model; the next run changes it.
    public final Tensor output(int index) {
        return outputPlaces()[index];
    }

    /// Runs the graph.
    ///
    /// @param given tensors by the names of the inputs
    /// @return the results by their names; the next run changes them
    /// @throws IllegalArgumentException as [#run(Tensor...)], and for a name that is no input
    public final Map<String, Tensor> run(Map<String, Tensor> given) {
        List<Port> ports = inputs();
        for (String key : given.keySet()) {
            if (ports.stream().noneMatch(port -> port.name().equals(key))) {
                throw new IllegalArgumentException(name + " has no input \"" + key + "\"; it reads " + names(ports));
            }
        }
        Tensor[] ordered = new Tensor[ports.size()];
        for (int i = 0; i < ordered.length; i++) {
            Port port = ports.get(i);
            ordered[i] = given.get(port.name());
            if (ordered[i] == null) {
                throw new IllegalArgumentException("input \"" + port.name() + "\" is missing; expected " + port);
            }
        }
        run(ordered);
        Map<String, Tensor> results = new LinkedHashMap<>();
        for (int i = 0; i < outputs().size(); i++) {
            results.put(outputs().get(i), outputPlaces()[i]);
        }
        return results;
    }

    private static List<String> names(List<Port> ports) {
        return ports.stream().map(port -> '"' + port.name() + '"').toList();
    }

    /// Ends the threads.
    @Override
    public final void close() {
        workers.close();
    }
}
