package dev.rsparse.runtime.tensor;

import dev.rsparse.runtime.io.ElementType;

/// Counts the trips of a loop and collects what it stacks up (ONNX Loop-13).
public final class Loop {

    private final Stack[] stacks;
    private long trips;
    private long trip;
    private boolean goOn;

    /// @param stacks how many outputs are stacked up, one slice each trip
    public Loop(int stacks) {
        this.stacks = new Stack[stacks];
        for (int i = 0; i < stacks; i++) {
            this.stacks[i] = new Stack();
        }
    }

    /// Begins anew.
    ///
    /// @param most trips at most, a number of type I64; without it there is no limit
    /// @param condition whether there is a first trip, of type BOOL; without it there is
    public void begin(Tensor most, Tensor condition) {
        trips = most.isPresent() ? most.integer(0) : Long.MAX_VALUE;
        goOn = !condition.isPresent() || condition.isTrue();
        trip = 0;
        for (Stack stack : stacks) {
            stack.clear();
        }
    }

    /// Whether there is another trip, whose number and condition it tells.
    public boolean next(Tensor number, Tensor condition) {
        if (!goOn || trip >= trips) {
            return false;
        }
        number.shapeScalar(ElementType.I64);
        number.setInteger(0, trip);
        condition.shapeScalar(ElementType.BOOL);
        condition.setInteger(0, 1);
        trip++;
        return true;
    }

    /// Ends a trip.
    ///
    /// @param condition whether to go on
    public void end(Tensor condition) {
        goOn = condition.isTrue();
    }

    /// Lays a slice on a stack.
    public void stack(int index, Tensor slice) {
        stacks[index].add(slice);
    }

    /// Gives a stack.
    public void give(int index, Tensor out) {
        stacks[index].give(out);
    }
}
