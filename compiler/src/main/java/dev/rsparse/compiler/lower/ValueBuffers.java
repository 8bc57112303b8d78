package dev.rsparse.compiler.lower;

import dev.rsparse.compiler.ir.Value;
import dev.rsparse.compiler.kernel.Expr;
import dev.rsparse.compiler.kernel.Type;
import dev.rsparse.compiler.schedule.Schedule;
import dev.rsparse.runtime.StripLayout;
import java.util.Set;
import java.util.stream.Collectors;

/// The workspace fields that hold the values of a graph; asked for one, it has it made.
final class ValueBuffers {

    private final Schedule schedule;
    private final ProgramBuilder program;

    /// Those that hold a row of every token of a batch, whether or not its logits are wanted.
    private final Set<Integer> madeByUnits;

    ValueBuffers(Schedule schedule, ProgramBuilder program) {
        this.schedule = schedule;
        this.program = program;
        this.madeByUnits = schedule.units().stream()
                .flatMap(unit -> unit.nodes().stream())
                .map(node -> schedule.buffers().buffer(node.output()))
                .collect(Collectors.toSet());
    }

    /// The buffer that holds `value`.
    Expr of(Value value) {
        return new Expr.Part(ProgramBuilder.WORKSPACE, name(value), Type.FLOATS);
    }

    /// The workspace field that holds `value`.
    String name(Value value) {
        int index = schedule.buffers().buffer(value);
        String name = "b" + index;
        boolean tail = !madeByUnits.contains(index);
        program.rows(new Program.WorkspaceField.Rows(
                name, schedule.buffers().widths().get(index), tail));
        return name;
    }

    /// Elements of a row.
    static int width(Value value) {
        return value.type().rowSize();
    }

    /// Elements from one row to the next.
    static int stride(Value value) {
        return StripLayout.padded(width(value));
    }
}
