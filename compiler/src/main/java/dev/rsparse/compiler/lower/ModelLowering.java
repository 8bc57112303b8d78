package dev.rsparse.compiler.lower;

import static dev.rsparse.compiler.kernel.Code.add;
import static dev.rsparse.compiler.kernel.Code.arith;
import static dev.rsparse.compiler.kernel.Code.number;

import dev.rsparse.compiler.ir.Node;
import dev.rsparse.compiler.ir.Value;
import dev.rsparse.compiler.kernel.Callee;
import dev.rsparse.compiler.kernel.Code;
import dev.rsparse.compiler.kernel.Expr;
import dev.rsparse.compiler.kernel.Function;
import dev.rsparse.compiler.kernel.Type;
import dev.rsparse.compiler.kernel.Var;
import dev.rsparse.compiler.schedule.Schedule;
import dev.rsparse.compiler.schedule.Schedule.Unit;
import dev.rsparse.runtime.StripLayout;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A scheduled graph as functions: for each unit one that runs a token and one that runs a batch, and two that run
/// the whole model.
public final class ModelLowering {

    private static final Var WORKSPACE = ProgramBuilder.WORKSPACE;
    private static final Var IDS = Var.of("ids", Type.INTS);
    private static final Var FROM = Var.of("from", Type.I32);
    private static final Var ROWS = Var.of("rows", Type.I32);
    private static final Var POSITION = Var.of("position", Type.I32);
    private static final Var THIN = Var.of("thin", Type.BOOL);
    private static final Var ALL_LOGITS = Var.of("allLogits", Type.BOOL);

    private static final List<Var> GROUP_PARAMETERS = List.of(WORKSPACE, IDS, ROWS, Turns.MEMBER);

    private final Schedule schedule;
    private final ProgramBuilder program = new ProgramBuilder();
    private final ValueBuffers buffers;
    private final NodeLowering nodes;
    private final GroupLowering group;
    private final List<Value> probed;

    private ModelLowering(Schedule schedule, Set<Value> probes) {
        this.schedule = schedule;
        this.probed = schedule.graph().nodes().stream()
                .map(Node::output)
                .filter(probes::contains)
                .toList();
        this.buffers = new ValueBuffers(schedule, program);
        this.nodes = new NodeLowering(schedule, program, buffers, probed);
        this.group = new GroupLowering(schedule, program, buffers);
    }

    /// Lowers a schedule.
    ///
    /// @param probes values that a probe shall see in batches, as far as they are still made; for calibration
    /// @throws dev.rsparse.compiler.kernel.MethodTooLongException when HotSpot could not compile a function
    public static Program lower(Schedule schedule, Set<Value> probes) {
        return new ModelLowering(schedule, probes).program();
    }

    private Program program() {
        List<Function> methods = new ArrayList<>();
        schedule.units().forEach(unit -> methods.add(decodeUnit(unit)));
        schedule.units().forEach(unit -> methods.add(prefillUnit(unit)));
        if (hasTail()) {
            methods.add(decodeUnit(schedule.tail()));
            methods.add(prefillUnit(schedule.tail()));
        }
        methods.add(decode());
        methods.add(prefill());
        if (!schedule.graph().readsNumbers()) {
            addGroup(methods);
        }
        return program.build(schedule, methods, probed, buffers.name(logits()));
    }

    private void addGroup(List<Function> methods) {
        schedule.units().forEach(unit -> methods.add(groupUnit(unit)));
        if (hasTail()) {
            methods.add(groupUnit(schedule.tail()));
        }
        methods.add(group());
    }

    private boolean hasTail() {
        return !schedule.tail().nodes().isEmpty();
    }

    private Value logits() {
        return schedule.graph().outputs().getFirst().value();
    }

    private Function decodeUnit(Unit unit) {
        Code code = new Code();
        Turns turns = new Turns(code);
        Step step = new Step(turns, IDS.ref(), number(0), number(1), POSITION.ref(), Optional.empty());
        unit.nodes().forEach(node -> nodes.decode(step, node));
        turns.meet();
        return new Function(
                decodeName(unit),
                "One token through " + unit.name() + ".",
                true,
                List.of(WORKSPACE, IDS, POSITION, Turns.MEMBER),
                Type.NOTHING,
                code.statements());
    }

    /// The rows of a step.
    private static LinearLowering.Batch batch(Code code) {
        Expr tiles = arith(Expr.Arith.Op.DIV, add(ROWS.ref(), number(BatchKernel.ROWS - 1)), number(BatchKernel.ROWS));
        return new LinearLowering.Batch(
                code.let("tiledRows", Code.mul(tiles, number(BatchKernel.ROWS))),
                code.let("firstRow", Turns.shareStart(ROWS.ref())),
                code.let("lastRow", Turns.shareEnd(ROWS.ref())));
    }

    private Function groupUnit(Unit unit) {
        Code code = new Code();
        LinearLowering.Batch batch = batch(code);
        Turns turns = new Turns(code);
        Step step = new Step(turns, IDS.ref(), number(0), ROWS.ref(), number(0), Optional.of(batch));
        unit.nodes().forEach(node -> group.lower(step, node));
        turns.meet();
        return new Function(
                groupName(unit),
                "One token of each of several sequences through " + unit.name() + ".",
                true,
                GROUP_PARAMETERS,
                Type.NOTHING,
                code.statements());
    }

    private Function prefillUnit(Unit unit) {
        Code code = new Code();
        LinearLowering.Batch batch = batch(code);
        Turns turns = new Turns(code);
        Step step = new Step(turns, IDS.ref(), FROM.ref(), ROWS.ref(), POSITION.ref(), Optional.of(batch));
        unit.nodes().forEach(node -> nodes.batch(step, node, THIN));
        turns.meet();
        return new Function(
                prefillName(unit),
                "A batch through " + unit.name() + ".",
                true,
                List.of(WORKSPACE, IDS, FROM, ROWS, POSITION, THIN, Turns.MEMBER),
                Type.NOTHING,
                code.statements());
    }

    private Function decode() {
        Code code = new Code();
        for (Unit unit : schedule.units()) {
            code.invoke(decodeCall(unit));
        }
        if (hasTail()) {
            code.invoke(decodeCall(schedule.tail()));
        }
        if (program.thins()) {
            Turns turns = new Turns(code);
            countThinned(turns.alone(), number(1));
            turns.meet();
        }
        return new Function(
                Program.DECODE,
                "One token through the model; its logits are row 0 afterwards.",
                true,
                List.of(WORKSPACE, IDS, POSITION, Turns.MEMBER),
                Type.NOTHING,
                code.statements());
    }

    private Function group() {
        Code code = new Code();
        for (Unit unit : schedule.units()) {
            code.invoke(groupCall(unit));
        }
        if (hasTail()) {
            code.invoke(groupCall(schedule.tail()));
        }
        if (program.thins()) {
            Turns turns = new Turns(code);
            turns.alone().invoke(new Expr.Call(Routines.COUNT_THINNED_GROUP, List.of(WORKSPACE.ref(), ROWS.ref())));
            turns.meet();
        }
        return new Function(
                Program.GROUP,
                "One token of each of several sequences through the model.",
                true,
                GROUP_PARAMETERS,
                Type.NOTHING,
                code.statements());
    }

    private static Expr.Call groupCall(Unit unit) {
        return new Expr.Call(
                new Callee.Member(groupName(unit)),
                GROUP_PARAMETERS.stream().<Expr>map(Var::ref).toList());
    }

    private Function prefill() {
        Code code = new Code();
        for (Unit unit : schedule.units()) {
            code.invoke(prefillCall(unit));
        }
        code.choose(
                ALL_LOGITS.ref(),
                all -> {
                    if (hasTail()) {
                        all.invoke(prefillCall(schedule.tail()));
                    }
                },
                last -> {
                    last.comment("Only the last token's logits are wanted: its row moves to the front and runs alone.");
                    Turns turns = new Turns(last);
                    neededByLastToken().forEach(value -> moveLastRow(turns.alone(), value));
                    turns.meet();
                    if (hasTail()) {
                        last.invoke(decodeCall(schedule.tail()));
                    }
                });
        if (program.thins()) {
            Turns turns = new Turns(code);
            turns.alone().choose(THIN.ref(), thin -> countThinned(thin, ROWS.ref()), _ -> {});
            turns.meet();
        }
        return new Function(
                Program.PREFILL,
                "A batch through the model.",
                true,
                List.of(WORKSPACE, IDS, FROM, ROWS, POSITION, THIN, ALL_LOGITS, Turns.MEMBER),
                Type.NOTHING,
                code.statements());
    }

    /// What the units make and the tail reads, and the logits themselves unless the tail makes them.
    private Set<Value> neededByLastToken() {
        Set<Value> values = new LinkedHashSet<>(schedule.tailInputs());
        if (schedule.tail().nodes().stream().noneMatch(node -> node.output().equals(logits()))) {
            values.add(logits());
        }
        return values;
    }

    private static Expr.Call decodeCall(Unit unit) {
        return new Expr.Call(
                new Callee.Member(decodeName(unit)),
                List.of(WORKSPACE.ref(), IDS.ref(), POSITION.ref(), Turns.MEMBER.ref()));
    }

    private static Expr.Call prefillCall(Unit unit) {
        return new Expr.Call(
                new Callee.Member(prefillName(unit)),
                List.of(
                        WORKSPACE.ref(),
                        IDS.ref(),
                        FROM.ref(),
                        ROWS.ref(),
                        POSITION.ref(),
                        THIN.ref(),
                        Turns.MEMBER.ref()));
    }

    private void moveLastRow(Code code, Value value) {
        int stride = StripLayout.padded(value.type().rowSize());
        Expr row = arith(Expr.Arith.Op.SUB, ROWS.ref(), number(1));
        code.invoke(new Expr.Call(Routines.MOVE_ROW, List.of(buffers.of(value), row, number(stride))));
    }

    private static void countThinned(Code code, Expr tokens) {
        code.invoke(new Expr.Call(Routines.COUNT_THINNED, List.of(WORKSPACE.ref(), tokens)));
    }

    private static String decodeName(Unit unit) {
        return "decode" + title(unit);
    }

    private static String groupName(Unit unit) {
        return "group" + title(unit);
    }

    private static String prefillName(Unit unit) {
        return "prefill" + title(unit);
    }

    private static String title(Unit unit) {
        return Character.toUpperCase(unit.name().charAt(0)) + unit.name().substring(1);
    }
}
