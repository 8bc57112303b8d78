package dev.rsparse.compiler.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rsparse.compiler.linalg.Matrix;
import dev.rsparse.compiler.lock.Lock;
import dev.rsparse.compiler.rewrite.ResidualBasis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorStoreTest {

    private static final PolicyTensors BOTH =
            new PolicyTensors(Optional.of(swap()), Map.of("layer[0].up", new float[] {1, 2, 3}));
    private static final PolicyTensors ROWS = rows(4);

    @TempDir
    Path folder;

    private ModelProject project;
    private TensorStore store;
    private Path file;

    @BeforeEach
    void open() {
        project = ModelProject.open(TinyModel.writeDefault(folder));
        store = TensorStore.of(project);
        file = folder.resolve("tiny.rsptensors");
    }

    @AfterEach
    void close() {
        project.close();
    }

    private static ResidualBasis swap() {
        return new ResidualBasis(new Matrix(2, 2, new float[] {0, 1, 1, 0}));
    }

    private static PolicyTensors rows(float scale) {
        return new PolicyTensors(Optional.empty(), Map.of("layer[0].up", new float[] {scale}));
    }

    private static Lock lock(Map<String, PolicyTensors> measured) {
        Lock.Calibration text = new Lock.Calibration("t", "sha256:" + "0".repeat(64), 1, 1, 1);
        Map<String, Lock.Policy> policies = new TreeMap<>();
        measured.forEach(
                (name, tensors) -> policies.put(name, new Lock.Policy(text, false, tensors.digest(), Map.of())));
        return new Lock("test", "Tiny", Map.of(), policies);
    }

    private void write(Map<String, PolicyTensors> measured) {
        store.write(measured, List.of(lock(measured)));
    }

    private String refused(String policy, PolicyTensors tensors) {
        try {
            store.read(policy, tensors.digest());
            return "";
        } catch (ProjectException problem) {
            return problem.diagnostics().getFirst().message();
        }
    }

    @Test
    void readsWhatItWrote() {
        write(Map.of("half", BOTH));
        PolicyTensors read = store.read("half", BOTH.digest());
        assertThat(read.basis().orElseThrow().q().data()).containsExactly(0, 1, 1, 0);
        assertThat(read.rowScales().get("layer[0].up")).containsExactly(1, 2, 3);
        assertThat(read.digest()).isEqualTo(BOTH.digest());
    }

    @Test
    void aDigestIsOfNamesShapesAndNumbers() {
        PolicyTensors renamed = new PolicyTensors(BOTH.basis(), Map.of("layer[1].up", new float[] {1, 2, 3}));
        PolicyTensors changed = new PolicyTensors(BOTH.basis(), Map.of("layer[0].up", new float[] {1, 2, 4}));
        assertThat(List.of(BOTH.digest(), renamed.digest(), changed.digest(), ROWS.digest()))
                .doesNotHaveDuplicates()
                .allMatch(digest -> digest.matches("sha256:[0-9a-f]{64}"));
        assertThat(PolicyTensors.NONE.digest()).isEmpty();
    }

    @Test
    void keepsTheTensorsOfOtherPolicies() {
        write(Map.of("half", BOTH));
        Lock both = lock(Map.of("half", BOTH, "other", ROWS));
        store.write(Map.of("other", ROWS), List.of(both));
        assertThat(store.read("half", BOTH.digest()).digest()).isEqualTo(BOTH.digest());
        assertThat(store.read("other", ROWS.digest()).digest()).isEqualTo(ROWS.digest());
    }

    @Test
    void bytesDoNotDependOnTheOrderOfWriting() throws IOException {
        write(Map.of("half", BOTH, "other", ROWS));
        byte[] together = Files.readAllBytes(file);
        Files.delete(file);
        write(Map.of("other", ROWS));
        store.write(Map.of("half", BOTH), List.of(lock(Map.of("half", BOTH, "other", ROWS))));
        assertThat(file).hasBinaryContent(together);
    }

    @Test
    void bothLocksFindTheirTensorsUntilOneIsGone() {
        write(Map.of("half", BOTH));
        Lock earlier = lock(Map.of("half", BOTH));
        Lock later = lock(Map.of("half", ROWS));
        store.write(Map.of("half", ROWS), List.of(earlier, later));
        assertThat(refused("half", BOTH)).isEmpty();
        assertThat(refused("half", ROWS)).isEmpty();
        store.write(Map.of(), List.of(later));
        assertThat(refused("half", BOTH)).startsWith("holds another measurement of policy 'half'");
        assertThat(refused("half", ROWS)).isEmpty();
    }

    @Test
    void replacesTheLockTogetherWithItsTensors() throws IOException {
        MeasurementStore measurements = MeasurementStore.of(project);
        measurements.write(lock(Map.of("half", BOTH)), Map.of("half", BOTH));
        measurements.write(lock(Map.of("half", ROWS)), Map.of("half", ROWS));
        byte[] replaced = Files.readAllBytes(file);
        Files.delete(file);
        write(Map.of("half", ROWS));
        assertThat(replaced).isEqualTo(Files.readAllBytes(file));
        assertThat(measurements.read().orElseThrow()).isEqualTo(lock(Map.of("half", ROWS)));
    }

    @Test
    void aFileThatHoldsNothingGoes() {
        write(Map.of("half", BOTH));
        store.write(Map.of(), List.of(lock(Map.of())));
        assertThat(file).doesNotExist();
        write(Map.of("half", PolicyTensors.NONE));
        assertThat(file).doesNotExist();
    }

    @Test
    void saysThatTheFileIsMissing() {
        assertThatThrownBy(() -> store.read("half", BOTH.digest()))
                .isInstanceOfSatisfying(
                        ProjectException.class,
                        problem -> assertThat(problem.diagnostics().getFirst().code())
                                .hasToString("E0508"));
        assertThat(refused("half", BOTH))
                .isEqualTo("is missing: it holds what was measured for policy 'half' beside the lock");
    }

    @Test
    void namesTheMeasurementThatIsThereInstead() {
        write(Map.of("half", ROWS));
        String expected = BOTH.digest().substring(7, 23);
        assertThat(refused("half", BOTH))
                .isEqualTo("holds another measurement of policy 'half' than the lock: expected " + expected + ", found "
                        + ROWS.digest().substring(7, 23));
        assertThat(refused("other", BOTH)).endsWith("expected " + expected + ", found none");
    }

    @Test
    void refusesADamagedFile() throws IOException {
        write(Map.of("half", BOTH));
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 1] ^= 1;
        Files.write(file, bytes);
        assertThat(refused("half", BOTH))
                .startsWith("is damaged: the tensors of policy 'half' have the digest sha256:");
        bytes[bytes.length - 1 - Float.BYTES] ^= 1;
        Files.write(file, bytes);
        assertThat(refused("half", BOTH)).startsWith("is damaged: a basis must be orthogonal");
        Files.writeString(file, "damaged");
        assertThat(refused("half", BOTH)).startsWith("is damaged: ");
    }

    @Test
    void writesOverADamagedFile() throws IOException {
        Files.writeString(file, "damaged");
        write(Map.of("half", BOTH));
        assertThat(refused("half", BOTH)).isEmpty();
    }
}
