package dev.rsparse.runtime.tensor;

import dev.rsparse.runtime.io.ElementType;
import java.util.Arrays;

/// Numbers in row-major order with an element type and a shape of up to 2³¹-1 elements. A tensor is a place that
/// values pass through: [#shape] gives it another type and shape and keeps its storage where that suffices.
///
/// Elements lie in one array: `float[]` for F32, `double[]` for F64, `long[]` for I64 and U64, `int[]` for I32 and
/// U32, `short[]` for I16, U16, F16 and BF16, `byte[]` for I8, U8 and BOOL (0 or 1). The array may be longer than
/// the tensor, and what a fresh shape holds is left over from before.
///
/// Not thread-safe; constants that several threads read must not be changed.
public final class Tensor {

    private static final int[] SCALAR = {};

    /// What stands for an input or output that a node leaves out.
    public static final Tensor ABSENT = new Tensor();

    private ElementType type = ElementType.F32;
    private int[] dims = SCALAR;
    /// Extents by their number: values of several ranks take turns in one place.
    private int[][] dimsOfRank = {SCALAR};
    /// Extents on their way to [#dims].
    private int[] asked = SCALAR;
    private int count = 1;
    private Object data = new float[1];

    /// Storage of this tensor itself, by the kind of its arrays: values of several types take turns in one place.
    private final Object[] own = new Object[Storage.KINDS];

    /// A number of type F32, to be shaped.
    public Tensor() {}

    /// A tensor of zeros.
    ///
    /// @throws IllegalArgumentException for a negative extent, too many elements, or a type without an array
    public static Tensor of(ElementType type, int... dims) {
        Tensor tensor = new Tensor();
        tensor.shape(type, dims);
        return tensor;
    }

    /// A tensor over `values`, which it does not copy.
    ///
    /// @throws IllegalArgumentException when the shape has another number of elements
    public static Tensor of(float[] values, int... dims) {
        return over(ElementType.F32, values, values.length, dims);
    }

    /// A tensor over `values`, which it does not copy.
    ///
    /// @throws IllegalArgumentException when the shape has another number of elements
    public static Tensor of(long[] values, int... dims) {
        return over(ElementType.I64, values, values.length, dims);
    }

    private static Tensor over(ElementType type, Object values, int length, int[] dims) {
        if (Shapes.count(dims) != length) {
            throw new IllegalArgumentException(length + " elements do not make " + Shapes.text(type, dims));
        }
        Tensor tensor = new Tensor();
        tensor.type = type;
        tensor.setDims(dims, dims.length);
        tensor.count = length;
        tensor.data = values;
        tensor.own[Storage.kind(type)] = values;
        return tensor;
    }

    /// Takes on another type and shape. Elements are whatever the storage holds.
    ///
    /// @param shape extents, outermost first; copied
    /// @throws IllegalArgumentException for a negative extent, too many elements, or a type without an array
    public void shape(ElementType wanted, int... shape) {
        shape(wanted, shape, shape.length);
    }

    /// Takes on another type and the shape `[extent]`, as [#shape(ElementType, int...)] does but without an array.
    public void shape(ElementType wanted, int extent) {
        shape(wanted, asked(extent, 0, 0, 0), 1);
    }

    /// Takes on another type and the shape `[a,b]`.
    public void shape(ElementType wanted, int a, int b) {
        shape(wanted, asked(a, b, 0, 0), 2);
    }

    /// Takes on another type and the shape `[a,b,c]`.
    public void shape(ElementType wanted, int a, int b, int c) {
        shape(wanted, asked(a, b, c, 0), 3);
    }

    /// Takes on another type and the shape `[a,b,c,d]`.
    public void shape(ElementType wanted, int a, int b, int c, int d) {
        shape(wanted, asked(a, b, c, d), 4);
    }

    private int[] asked(int a, int b, int c, int d) {
        if (asked == SCALAR) {
            asked = new int[4];
        }
        asked[0] = a;
        asked[1] = b;
        asked[2] = c;
        asked[3] = d;
        return asked;
    }

    /// Takes on another type and the shape of the first `rank` of `shape`.
    ///
    /// @throws IllegalArgumentException as [#shape(ElementType, int...)]
    public void shape(ElementType wanted, int[] shape, int rank) {
        if (this == ABSENT) {
            throw new IllegalStateException("a tensor that is not there has no shape");
        }
        int size = Shapes.count(shape, rank);
        type = wanted;
        setDims(shape, rank);
        count = size;
        int kind = Storage.kind(wanted);
        if (!Storage.holds(own[kind], size)) {
            own[kind] = Storage.make(wanted, size);
        }
        data = own[kind];
    }

    /// Takes on the shape of `other`, with elements of `wanted`.
    public void shapeLike(ElementType wanted, Tensor other) {
        shape(wanted, other.dims, other.dims.length);
    }

    /// Takes on type and shape of `other`.
    public void shapeLike(Tensor other) {
        shape(other.type, other.dims, other.dims.length);
    }

    private void setDims(int[] shape, int rank) {
        if (dims.length != rank) {
            dims = dimsOfRank(rank);
        }
        System.arraycopy(shape, 0, dims, 0, rank);
    }

    private int[] dimsOfRank(int rank) {
        if (rank >= dimsOfRank.length) {
            dimsOfRank = Arrays.copyOf(dimsOfRank, rank + 1);
        }
        if (dimsOfRank[rank] == null) {
            dimsOfRank[rank] = new int[rank];
        }
        return dimsOfRank[rank];
    }

    /// Shows the elements of `other` under another shape, without copying them: until this tensor is shaped anew, a
    /// change of one is a change of both.
    ///
    /// @throws IllegalArgumentException when the shape has another number of elements
    public void view(Tensor other, int[] shape, int rank) {
        if (Shapes.count(shape, rank) != other.count) {
            throw new IllegalArgumentException(
                    other + " has no shape " + Shapes.text(other.type, Arrays.copyOf(shape, rank)));
        }
        type = other.type;
        setDims(shape, rank);
        count = other.count;
        data = other.data;
    }

    /// Shows the elements of `other`, without copying them, as [#view(Tensor, int[], int)] does.
    public void view(Tensor other) {
        view(other, other.dims, other.dims.length);
    }

    /// Becomes a single number of a type.
    public void shapeScalar(ElementType wanted) {
        shape(wanted, SCALAR, 0);
    }

    /// Whether the first element is not 0.
    ///
    /// @throws IllegalArgumentException when there is none
    public boolean isTrue() {
        if (count == 0) {
            throw new IllegalArgumentException("expected a condition, found " + this);
        }
        return integer(0) != 0;
    }

    /// Takes on type, shape and elements of `other`.
    public void copy(Tensor other) {
        shape(other.type, other.dims, other.dims.length);
        System.arraycopy(other.data, 0, data, 0, count);
    }

    /// Whether it is more than [#ABSENT].
    public boolean isPresent() {
        return this != ABSENT;
    }

    /// The element type.
    public ElementType type() {
        return type;
    }

    /// Number of axes.
    public int rank() {
        return dims.length;
    }

    /// Extent of an axis; a negative one counts from the end.
    public int dim(int axis) {
        return dims[axis < 0 ? axis + dims.length : axis];
    }

    /// The extents, outermost first; a copy.
    public int[] dims() {
        return dims.clone();
    }

    /// Whether extents are the same.
    public boolean hasDimsOf(Tensor other) {
        return Arrays.equals(dims, other.dims);
    }

    /// Number of elements.
    public int count() {
        return count;
    }

    /// Product of the extents of axes `from..to`, the second exclusive.
    public int count(int from, int to) {
        return Shapes.count(dims, from, to);
    }

    /// The array that elements lie in, from its beginning on.
    public Object data() {
        return data;
    }

    /// The elements of a tensor of type F32.
    ///
    /// @throws IllegalStateException for another type; so do the other accessors
    public float[] floats() {
        return (float[]) array(float[].class);
    }

    /// The elements of a tensor of type F64.
    public double[] doubles() {
        return (double[]) array(double[].class);
    }

    /// The elements of a tensor of type I64 or U64.
    public long[] longs() {
        return (long[]) array(long[].class);
    }

    /// The elements of a tensor of type I32 or U32.
    public int[] ints() {
        return (int[]) array(int[].class);
    }

    /// The elements of a tensor of type I16, U16, F16 or BF16.
    public short[] shorts() {
        return (short[]) array(short[].class);
    }

    /// The elements of a tensor of type I8, U8 or BOOL.
    public byte[] bytes() {
        return (byte[]) array(byte[].class);
    }

    private Object array(Class<?> wanted) {
        if (!wanted.isInstance(data)) {
            throw new IllegalStateException(type + " elements are not a " + wanted.getSimpleName());
        }
        return data;
    }

    /// Element `index` as a double; integers of 64 bits are rounded, BOOL gives 0 or 1.
    public double number(int index) {
        return Storage.number(type, data, index);
    }

    /// Element `index` as a long: floats are truncated as Java does, U64 keeps its bits.
    public long integer(int index) {
        return Storage.integer(type, data, index);
    }

    /// Sets element `index` to the nearest number of the type, ties to even; integers truncate towards zero and
    /// keep their lowest bits.
    public void setNumber(int index, double value) {
        Storage.setNumber(type, data, index, value);
    }

    /// Sets element `index` to an integer, of which narrow types keep the lowest bits; floats take the nearest
    /// number, BOOL whether it is not 0.
    public void setInteger(int index, long value) {
        Storage.setInteger(type, data, index, value);
    }

    /// Copies `length` elements of `from`, which must have the same type.
    public void copy(Tensor from, int fromIndex, int index, int length) {
        System.arraycopy(from.data, fromIndex, data, index, length);
    }

    /// The elements as integers: shapes, axes and the like.
    public long[] toLongs() {
        long[] values = new long[count];
        for (int i = 0; i < count; i++) {
            values[i] = integer(i);
        }
        return values;
    }

    /// Type and shape: `f32[2,3]`.
    @Override
    public String toString() {
        return Shapes.text(type, dims);
    }
}
