package dev.rsparse.compiler.emit.bytecode;

import dev.rsparse.compiler.kernel.Callee;
import dev.rsparse.compiler.kernel.Expr;
import dev.rsparse.compiler.kernel.Type;
import dev.rsparse.runtime.Workspace;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The methods of the runtime that kernel IR calls, as they are declared there: a class file names a method by its
/// exact parameter types, where source leaves overloads and conversions to its compiler.
final class RuntimeMethods {

    private static final String ROOT = Workspace.class.getPackageName() + ".";

    private final Map<Key, Method> found = new HashMap<>();

    private record Key(Callee.Routine routine, List<Type> arguments) {}

    /// The method that `routine` means with arguments of these types, that of the receiver not among them.
    ///
    /// @throws IllegalStateException when the runtime has none or several: a fault of the lowering
    Method find(Callee.Routine routine, List<Expr> arguments) {
        List<Type> types = arguments.stream().map(Expr::type).toList();
        return found.computeIfAbsent(new Key(routine, types), RuntimeMethods::search);
    }

    private static Method search(Key key) {
        Callee.Routine routine = key.routine();
        List<Method> fitting = Arrays.stream(owner(routine).getMethods())
                .filter(method -> method.getName().equals(routine.name()))
                .filter(method -> Modifier.isStatic(method.getModifiers()) != routine.onInstance())
                .filter(method -> takes(method, key.arguments()))
                .toList();
        if (fitting.size() != 1) {
            throw new IllegalStateException("the runtime has " + fitting.size() + " methods for " + key);
        }
        return fitting.getFirst();
    }

    private static Class<?> owner(Callee.Routine routine) {
        try {
            return Class.forName(ROOT + routine.owner());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("the runtime has no " + routine.owner(), e);
        }
    }

    private static boolean takes(Method method, List<Type> arguments) {
        Class<?>[] parameters = method.getParameterTypes();
        if (parameters.length != arguments.size()) {
            return false;
        }
        for (int i = 0; i < parameters.length; i++) {
            if (!takes(parameters[i], arguments.get(i))) {
                return false;
            }
        }
        return true;
    }

    /// Of what a workspace extends the class is not asked: it is the only argument whose type has subtypes.
    private static boolean takes(Class<?> parameter, Type argument) {
        return argument == Type.WORKSPACE
                ? parameter == Workspace.class
                : Names.descriptor(argument).equals(parameter.descriptorString());
    }
}
