package dev.rsparse.compiler.weights;

import dev.rsparse.compiler.ir.DType;
import dev.rsparse.compiler.ir.Dim;
import dev.rsparse.compiler.ir.TensorType;
import dev.rsparse.runtime.io.WeightFileException;
import dev.rsparse.runtime.io.WeightFileException.Kind;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// Weights of no checkpoint, in the shapes that bindings declare: every element is computed from seed, tensor name
/// and index when it is read, and none is kept. Two sources of one seed hold the same numbers, in whatever order and
/// pieces they are read.
///
/// Elements are `bf16` and spread evenly: over `±sqrt(3/in)` in a matrix `[out,in]`, so that a product has its
/// input's variance and activations neither vanish nor grow; over `1 ± 1/4` in a vector, the weight of a norm.
public final class RandomWeights implements TensorCatalog, WeightSource {

    /// Raised whenever the same seed gives other numbers.
    public static final int VERSION = 1;

    /// Elements that share a key: their index in it has 24 bits.
    private static final int BLOCK_BITS = 24;

    private static final long GOLDEN = 0x9E3779B97F4A7C15L;
    private static final int ODD = 0x9E3779B1;
    private static final int MIX_1 = 0x85EBCA6B;
    private static final int MIX_2 = 0xC2B2AE35;

    /// Brings an `int` into -1..1.
    private static final float UNIT = 0x1p-31f;

    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final IntVector INDEX_TIMES_ODD =
            IntVector.zero(INTS).addIndex(1).mul(ODD);
    private static final float VECTOR_SPREAD = 0.25f;

    /// The upper half of a float: what a `bf16` holds.
    private static final int BF16 = 0xFFFF0000;

    private final long seed;
    private final boolean tied;
    private final Map<String, Tensor> tensors = new ConcurrentHashMap<>();

    /// @param center value that the elements spread around
    /// @param spread largest distance from it
    private record Tensor(TensorType type, long elements, long key, float center, float spread) {}

    /// @param tied whether tensors that the model can do without are absent, such as a head that may be tied to the
    ///     embedding
    public RandomWeights(long seed, boolean tied) {
        this.seed = seed;
        this.tied = tied;
    }

    public long seed() {
        return seed;
    }

    @Override
    public Optional<TensorType> find(String name) {
        return Optional.ofNullable(tensors.get(name)).map(Tensor::type);
    }

    @Override
    public Optional<TensorType> bind(String name, Optional<List<Dim>> declared, boolean optional) {
        return declared.filter(_ -> !(optional && tied)).map(shape -> add(name, new TensorType(DType.BF16, shape)));
    }

    @Override
    public boolean makesViews() {
        return true;
    }

    @Override
    public String missing(String name) {
        return "random weights cannot make " + name + ": its shape is not declared";
    }

    @Override
    public Optional<String> remedy() {
        return Optional.of("declare it behind the name, such as : [D,D]");
    }

    /// Makes a tensor of fixed shape known.
    public TensorType add(String name, TensorType type) {
        long elements = 1;
        for (int axis = 0; axis < type.shape().size(); axis++) {
            elements = Math.multiplyExact(elements, (long) type.size(axis));
        }
        boolean vector = type.shape().size() == 1;
        float spread = vector ? VECTOR_SPREAD : (float) Math.sqrt(3.0 / type.size(-1));
        tensors.put(name, new Tensor(type, elements, mix(seed + GOLDEN * name.hashCode()), vector ? 1 : 0, spread));
        return type;
    }

    @Override
    public List<String> names() {
        return List.copyOf(new TreeSet<>(tensors.keySet()));
    }

    @Override
    public boolean isReadInAnyOrder() {
        return true;
    }

    @Override
    public void read(String name, long from, float[] into, int offset, int count) {
        read(tensor(name), from, into, offset, count);
    }

    @Override
    public void read(String name, long from, Pieces pieces, float[] into) {
        Tensor tensor = tensor(name);
        for (int piece = 0; piece < pieces.count(); piece++) {
            read(tensor, from + piece * pieces.step(), into, piece * pieces.stride(), pieces.length());
        }
    }

    private Tensor tensor(String name) {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new WeightFileException(
                    Kind.NO_SUCH_TENSOR, Path.of("random"), missing(name), remedy().orElseThrow());
        }
        return tensor;
    }

    private static void read(Tensor tensor, long from, float[] into, int offset, int count) {
        Objects.checkFromIndexSize(from, count, tensor.elements());
        Objects.checkFromIndexSize(offset, count, into.length);
        for (int done = 0; done < count; ) {
            long block = from + done >>> BLOCK_BITS;
            int first = (int) (from + done - (block << BLOCK_BITS));
            int length = Math.min(count - done, (1 << BLOCK_BITS) - first);
            int key = (int) (mix(tensor.key() + GOLDEN * block) >>> 32);
            fill(key, first, tensor, into, offset + done, length);
            done += length;
        }
    }

    /// Elements `first..first+count` of the block of `key`, a vector at a time. The same bits as of [#element].
    private static void fill(int key, int first, Tensor tensor, float[] into, int offset, int count) {
        float scale = tensor.spread() * UNIT;
        int i = 0;
        for (; i <= count - INTS.length(); i += INTS.length()) {
            // The product of each index, without a multiplication for each.
            IntVector x = INDEX_TIMES_ODD.add((first + i) * ODD).lanewise(VectorOperators.XOR, key);
            x = shifted(x, 16).mul(MIX_1);
            x = shifted(x, 13).mul(MIX_2);
            shifted(x, 16)
                    .convertShape(VectorOperators.I2F, FLOATS, 0)
                    .reinterpretAsFloats()
                    .mul(scale)
                    .add(tensor.center())
                    .reinterpretAsInts()
                    .and(BF16)
                    .reinterpretAsFloats()
                    .intoArray(into, offset + i);
        }
        for (; i < count; i++) {
            into[offset + i] = element(key, first + i, tensor.center(), scale);
        }
    }

    private static IntVector shifted(IntVector x, int bits) {
        return x.lanewise(VectorOperators.XOR, x.lanewise(VectorOperators.LSHR, bits));
    }

    /// One multiplication by an odd number and the finaliser of MurmurHash3.
    private static float element(int key, int index, float center, float scale) {
        int x = index * ODD ^ key;
        x = (x ^ x >>> 16) * MIX_1;
        x = (x ^ x >>> 13) * MIX_2;
        x ^= x >>> 16;
        return Float.intBitsToFloat(Float.floatToRawIntBits(x * scale + center) & BF16);
    }

    /// The finaliser of SplitMix64.
    private static long mix(long z) {
        long mixed = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
        return mixed ^ mixed >>> 31;
    }
}
