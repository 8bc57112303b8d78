package dev.rsparse.compiler.project;

import dev.rsparse.compiler.diag.Code;
import dev.rsparse.compiler.lock.Lock;
import dev.rsparse.runtime.io.ElementType;
import dev.rsparse.runtime.io.SafetensorsFile;
import dev.rsparse.runtime.io.SafetensorsWriter;
import dev.rsparse.runtime.io.TensorInfo;
import dev.rsparse.runtime.io.WeightFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The tensors measured for the policies of a source, in the file beside it (`MODEL.rsptensors`, safetensors, f32).
///
/// A tensor is called `POLICY KEY NAME`, where `KEY` begins the digest that the lock has of that policy's tensors.
/// So the file can hold those of two locks, one of which takes the other's place. The same tensors give the same
/// bytes.
public final class TensorStore {

    private static final String FORMAT = "rsparsec-tensors";
    private static final int KEY_LENGTH = 16;

    private final Path path;
    private final Path source;

    private TensorStore(Path path, Path source) {
        this.path = path;
        this.source = source;
    }

    public static TensorStore of(ModelProject project) {
        return new TensorStore(project.beside(".rsptensors"), project.source());
    }

    /// Where the file is.
    public Path path() {
        return path;
    }

    /// The tensors of `policy` that have the digest `digest`.
    ///
    /// @throws ProjectException when the file does not hold them
    PolicyTensors read(String policy, String digest) {
        if (!Files.exists(path)) {
            throw problem("is missing: it holds what was measured for policy '" + policy + "' beside the lock");
        }
        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            PolicyTensors found = PolicyTensors.of(tensors(file, prefix(policy, digest)));
            if (found.isEmpty()) {
                throw problem(another(file, policy, digest));
            }
            if (!found.digest().equals(digest)) {
                throw problem("is damaged: the tensors of policy '" + policy + "' have the digest " + found.digest()
                        + ", expected " + digest);
            }
            return found;
        } catch (WeightFileException problem) {
            throw problem("is damaged: " + problem.problem());
        } catch (IllegalArgumentException problem) {
            throw problem("is damaged: " + problem.getMessage());
        }
    }

    private static Map<String, PolicyTensors.Tensor> tensors(SafetensorsFile file, String prefix) {
        Map<String, PolicyTensors.Tensor> tensors = new TreeMap<>();
        for (String name : file.names()) {
            if (name.startsWith(prefix)) {
                TensorInfo info = file.find(name).orElseThrow();
                tensors.put(
                        name.substring(prefix.length()),
                        new PolicyTensors.Tensor(info.shape(), FloatTensors.read(file, name)));
            }
        }
        return tensors;
    }

    private static String another(SafetensorsFile file, String policy, String digest) {
        String found = file.names().stream()
                .filter(name -> name.startsWith(policy + " "))
                .map(name -> name.split(" ", 3)[1])
                .distinct()
                .collect(Collectors.joining(", "));
        return "holds another measurement of policy '" + policy + "' than the lock: expected " + key(digest)
                + ", found " + (found.isEmpty() ? "none" : found);
    }

    private ProjectException problem(String message) {
        return ProjectException.of(
                path.toString(),
                Code.TENSORS,
                message,
                "restore it from version control together with the lock, or measure again with rsparsec calibrate "
                        + source);
    }

    /// Adds tensors to the file and drops those that none of `locks` names.
    ///
    /// @param measured by policy
    /// @throws ProjectException when the file cannot be written
    void write(Map<String, PolicyTensors> measured, List<Lock> locks) {
        Set<String> named = locks.stream()
                .flatMap(lock -> lock.policies().entrySet().stream())
                .map(policy -> prefix(policy.getKey(), policy.getValue().tensors()))
                .collect(Collectors.toSet());
        SortedMap<String, PolicyTensors.Tensor> fresh = new TreeMap<>();
        measured.forEach((policy, tensors) ->
                tensors.byName().forEach((name, tensor) -> fresh.put(prefix(policy, tensors.digest()) + name, tensor)));
        try (Earlier earlier = Earlier.open(path)) {
            SortedMap<String, Optional<PolicyTensors.Tensor>> all = new TreeMap<>();
            for (String name : earlier.names()) {
                if (named.stream().anyMatch(name::startsWith)) {
                    all.put(name, Optional.empty());
                }
            }
            boolean asBefore = fresh.isEmpty() && all.size() == earlier.names().size();
            fresh.forEach((name, tensor) -> all.put(name, Optional.of(tensor)));
            if (!asBefore) {
                replace(all, earlier);
            }
        } catch (IOException problem) {
            throw FileProblems.unwritable(path, problem);
        }
    }

    private void replace(SortedMap<String, Optional<PolicyTensors.Tensor>> all, Earlier earlier) throws IOException {
        if (all.isEmpty()) {
            Files.deleteIfExists(path);
            return;
        }
        SafetensorsWriter writer = new SafetensorsWriter().metadata("format", FORMAT);
        all.forEach((name, tensor) -> tensor.ifPresentOrElse(
                fresh -> FloatTensors.add(writer, name, fresh.shape(), fresh.data()),
                () -> earlier.copy(name, writer)));
        writer.write(path);
    }

    /// What the file held; one that cannot be read held nothing.
    private record Earlier(Optional<SafetensorsFile> file) implements AutoCloseable {

        static Earlier open(Path path) {
            try {
                return new Earlier(
                        Files.isRegularFile(path) ? Optional.of(SafetensorsFile.open(path)) : Optional.empty());
            } catch (WeightFileException _) {
                return new Earlier(Optional.empty());
            }
        }

        List<String> names() {
            return file.map(SafetensorsFile::names).orElse(List.of());
        }

        void copy(String name, SafetensorsWriter writer) {
            SafetensorsFile from = file.orElseThrow();
            writer.add(
                    name,
                    ElementType.F32,
                    from.find(name).orElseThrow().shape(),
                    SafetensorsWriter.Source.of(from.segment(name)));
        }

        @Override
        public void close() {
            file.ifPresent(SafetensorsFile::close);
        }
    }

    private static String prefix(String policy, String digest) {
        return policy + " " + key(digest) + " ";
    }

    private static String key(String digest) {
        String hex = digest.substring(digest.indexOf(':') + 1);
        return hex.substring(0, Math.min(KEY_LENGTH, hex.length()));
    }
}
