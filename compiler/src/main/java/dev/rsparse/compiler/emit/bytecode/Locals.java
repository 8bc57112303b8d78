package dev.rsparse.compiler.emit.bytecode;

import dev.rsparse.compiler.kernel.Type;
import dev.rsparse.compiler.kernel.Var;
import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;

/// The variables of a function: their slots, and for debuggers where they live. Slots are handed out and given back
/// block by block, so those in use at any place form a run from 0.
final class Locals {

    private record Local(Var var, int slot, Label start) {}

    /// A finished variable.
    private record Range(Local local, Label end) {}

    private final FramingVisitor code;
    private final Object[] receiver;
    private final List<Local> live = new ArrayList<>();
    private final List<Range> ranges = new ArrayList<>();
    private int next;

    /// @param receiver internal name of the class of `this`, or null for a static method
    Locals(FramingVisitor code, String receiver) {
        this.code = code;
        this.receiver = receiver == null ? new Object[0] : new Object[] {receiver};
        this.next = this.receiver.length;
    }

    /// Gives `var` a slot, from here to the end of the block.
    int declare(Var var) {
        Label start = new Label();
        code.visitLabel(start);
        int slot = next;
        live.add(new Local(var, slot, start));
        next += var.type() == Type.I64 ? 2 : 1;
        return slot;
    }

    int slot(Var var) {
        for (int i = live.size() - 1; i >= 0; i--) {
            if (live.get(i).var().equals(var)) {
                return live.get(i).slot();
            }
        }
        throw new IllegalStateException(var + " is not declared here");
    }

    /// The slot that the next variable gets.
    int next() {
        return next;
    }

    /// What [#leave] takes to end the block that begins here.
    int enter() {
        return live.size();
    }

    void leave(int mark) {
        Label end = new Label();
        code.visitLabel(end);
        while (live.size() > mark) {
            Local ended = live.removeLast();
            ranges.add(new Range(ended, end));
            next = ended.slot();
        }
    }

    /// Says that jumps arrive here.
    void frame() {
        Object[] types = new Object[receiver.length + live.size()];
        System.arraycopy(receiver, 0, types, 0, receiver.length);
        for (int i = 0; i < live.size(); i++) {
            types[receiver.length + i] = Names.frameType(live.get(i).var().type());
        }
        code.frame(types);
    }

    /// Writes the table of names, after the last instruction.
    void writeTable(MethodVisitor method) {
        for (Range range : ranges) {
            Var var = range.local().var();
            method.visitLocalVariable(
                    var.name(),
                    Names.descriptor(var.type()),
                    null,
                    range.local().start(),
                    range.end(),
                    range.local().slot());
        }
    }
}
