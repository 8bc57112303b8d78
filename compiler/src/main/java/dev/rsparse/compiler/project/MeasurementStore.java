package dev.rsparse.compiler.project;

import dev.rsparse.compiler.lock.Lock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The lock beside a source together with the tensors that it names.
///
/// @param locks where the lock is
/// @param tensors where the tensors are
public record MeasurementStore(LockStore locks, TensorStore tensors) {

    public static MeasurementStore of(ModelProject project) {
        return new MeasurementStore(LockStore.of(project), TensorStore.of(project));
    }

    /// The lock, if the file exists.
    ///
    /// @throws ProjectException when it exists and cannot be used
    public Optional<Lock> read() {
        return locks.read();
    }

    /// Writes the lock, and the tensors before it. Whenever that is interrupted, the lock that is there finds all
    /// of its tensors: those that only the earlier lock names go last.
    ///
    /// @param measured tensors by policy; those of other policies stay as long as `lock` names them
    /// @throws ProjectException when a file cannot be written
    public void write(Lock lock, Map<String, PolicyTensors> measured) {
        List<Lock> both = new ArrayList<>(List.of(lock));
        locks.read().ifPresent(both::add);
        tensors.write(measured, both);
        locks.write(lock);
        tensors.write(Map.of(), List.of(lock));
    }
}
