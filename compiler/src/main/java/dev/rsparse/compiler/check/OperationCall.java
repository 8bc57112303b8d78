package dev.rsparse.compiler.check;

import dev.rsparse.compiler.build.GraphBuilder;
import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.diag.Diagnostic;
import dev.rsparse.compiler.diag.Diagnostics;
import dev.rsparse.compiler.ir.DType;
import dev.rsparse.compiler.ir.Origin;
import dev.rsparse.compiler.ir.TensorType;
import dev.rsparse.compiler.ir.Value;
import dev.rsparse.compiler.ir.Weight;
import dev.rsparse.grammar.Span;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// A call whose arguments are the right number and kind, as an operation's rule sees it.
///
/// @param origin the scope and place of the call
/// @param operands by position, of the kinds the operation's row names
/// @param places where each operand stands
/// @param options named arguments that were given, with their places
/// @param graph what stands before the call
record OperationCall(
        Origin origin,
        List<Operand> operands,
        List<Span> places,
        Map<String, Given> options,
        GraphBuilder graph,
        Configuration configuration,
        Diagnostics diagnostics) {

    /// A named argument.
    record Given(Constant value, Span span) {

        /// A number; the operation's row says that it is one.
        double number() {
            return ((Constant.Number) value).asDouble();
        }
    }

    Value value(int position) {
        return ((Operand.Tensor) operands.get(position)).value();
    }

    Weight weight(int position) {
        return ((Operand.Parameter) operands.get(position)).weight();
    }

    Span declaration(int weightPosition) {
        return ((Operand.Parameter) operands.get(weightPosition))
                .binding()
                .name()
                .span();
    }

    Optional<Given> option(String name) {
        return Optional.ofNullable(options.get(name));
    }

    /// Whether a weight stands at `position`, where the operation can do without.
    boolean hasWeight(int position) {
        return position < operands.size() && operands.get(position) instanceof Operand.Parameter;
    }

    /// An option that must be given as an integer of at least 1, or of at least `least`; reports when it is not.
    OptionalInt count(String option) {
        return count(option, 1);
    }

    OptionalInt count(String option, int least) {
        Given given = option(option).orElseThrow();
        if (given.value() instanceof Constant.Whole(long value) && value >= least && value <= Integer.MAX_VALUE) {
            return OptionalInt.of((int) value);
        }
        outOfRange(given, option + " must be an integer of at least " + least);
        return OptionalInt.empty();
    }

    /// One number for each axis of a picture.
    record Axes(int down, int right) {}

    /// An option that must be given as an integer of at least `least`, or as one for each axis; reports when not.
    Optional<Axes> axes(String option, int least) {
        Given given = option(option).orElseThrow();
        List<? extends Constant> numbers = given.value() instanceof Constant.Numbers(var several)
                ? several
                : List.of(given.value(), given.value());
        if (numbers.size() != 2) {
            outOfRange(given, option + " takes one number, or two, [down, right]");
            return Optional.empty();
        }
        for (Constant number : numbers) {
            if (!(number instanceof Constant.Whole(long value)) || value < least || value > Integer.MAX_VALUE) {
                outOfRange(given, option + " must be an integer of at least " + least);
                return Optional.empty();
            }
        }
        return Optional.of(new Axes(whole(numbers.getFirst()), whole(numbers.getLast())));
    }

    private static int whole(Constant number) {
        return (int) ((Constant.Whole) number).value();
    }

    /// Reports an option out of its range.
    void outOfRange(Given given, String expected) {
        diagnostics.add(Diagnostic.at(
                given.span(), Code.OPTION_RANGE, expected + ", found " + given.value(), "is " + given.value()));
    }

    /// Reports a problem of the whole call.
    Diagnostic problem(Code code, String message, String label) {
        return Diagnostic.at(origin.span(), code, message, label);
    }

    /// Whether the value at `position` has elements of `dtype` and at least one axis; reports when not.
    boolean isActivation(int position, DType dtype) {
        TensorType type = value(position).type();
        if (type.dtype() == dtype && type.rank() >= 1) {
            return true;
        }
        return wrongOperand(position, "expected " + dtype.text() + " with at least one axis, found " + type, type);
    }

    /// Whether the weight at `position` holds real numbers along `rank` axes; reports when not.
    boolean isWeight(int position, int rank) {
        TensorType type = weight(position).type();
        if (type.dtype() != DType.I32 && type.rank() == rank) {
            return true;
        }
        String axes = rank == 1 ? "1 axis" : rank + " axes";
        return wrongOperand(position, "expected a weight of real numbers with " + axes + ", found " + type, type);
    }

    private boolean wrongOperand(int position, String message, TensorType type) {
        diagnostics.add(Diagnostic.at(places.get(position), Code.OPERAND_TYPE, message, "is " + type));
        return false;
    }
}
