package dev.rsparse.runtime.op.move;

import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Tensor;

/// What [Scatter] and [ScatterElements] do.
final class ElementScatter {

    private final String operator;
    private final long axis;
    private final Reduction reduction;
    private final ElementPlaces places = new ElementPlaces();

    ElementScatter(String operator, Settings settings) {
        this.operator = operator;
        this.axis = settings.integer("axis", 0);
        this.reduction = Reduction.of(operator, settings);
    }

    void run(Tensor data, Tensor indices, Tensor updates, Tensor out) {
        int along = Checks.axis(operator, axis, data);
        Checks.sameType(operator, data, updates);
        if (!indices.hasDimsOf(updates)) {
            throw new IllegalArgumentException(
                    operator + ": indices " + indices + " and updates " + updates + " have different shapes");
        }
        int[] found = places.of(operator, data, indices, along);
        out.copy(data);
        for (int i = 0; i < updates.count(); i++) {
            reduction.apply(out, found[i], updates, i, 1);
        }
    }
}
