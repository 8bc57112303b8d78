package dev.rsparse.runtime.op.linear;

import dev.rsparse.runtime.tensor.Settings;
import dev.rsparse.runtime.tensor.Shapes;
import dev.rsparse.runtime.tensor.Tensor;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// How [NBitsProduct] has a matrix `[depth,columns]` of numbers `(n - point) scale`, of which the integers `n` take
/// 2, 4 or 8 bits, and blocks of rows in a column share point and scale.
///
/// Columns come in strips of [#STRIP]. A strip holds, for each block and each word of it, a word of each column,
/// with integers of neighbouring rows from the lowest bits on. So a vector of words holds one row's integers in as
/// many columns. Scales, and [#mark] of points, lie likewise, `[strips,blocks,STRIP]`. Rows that fill up a block's
/// last word, and columns that fill up the last strip, are 0.
public final class NBitsLayout {

    /// Columns of a strip: as many words as the widest vectors have.
    public static final int STRIP = 16;

    /// No points are given: all are in the middle of the integers, `2^(bits - 1)`.
    public static final float[] MIDDLE = {};

    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    final int depth;
    final int columns;
    final int bits;
    final int block;
    final int blocks;
    final int strips;
    /// Words of a block in a column.
    final int words;

    /// Rows of a block and those that fill up its last word.
    final int room;

    /// @param block rows of a block
    /// @throws IllegalArgumentException when there are no such integers, or blocks do not fill whole bytes
    public NBitsLayout(int depth, int columns, int bits, int block) {
        if (bits != 2 && bits != 4 && bits != 8 || block < 1 || block * bits % 8 != 0) {
            throw new IllegalArgumentException("MatMulNBits: blocks of " + block + " numbers of " + bits + " bits");
        }
        this.depth = depth;
        this.columns = columns;
        this.bits = bits;
        this.block = block;
        this.blocks = Math.ceilDiv(depth, block);
        this.strips = Math.ceilDiv(columns, STRIP);
        this.words = Math.ceilDiv(block * bits, Integer.SIZE);
        this.room = words * (Integer.SIZE / bits);
    }

    /// The layout for a node's attributes `K`, `N`, `bits` (4) and `block_size`.
    ///
    /// @throws IllegalArgumentException as the constructor
    public static NBitsLayout of(Settings settings) {
        return new NBitsLayout(
                Shapes.extent(settings.integer("K", 0)),
                Shapes.extent(settings.integer("N", 0)),
                Math.toIntExact(settings.integer("bits", 4)),
                Shapes.extent(settings.integer("block_size", 0)));
    }

    /// Whether no rows fill up words.
    boolean isFilled() {
        return room == block;
    }

    /// How many words there are.
    public int wordCount() {
        return Math.multiplyExact(Math.multiplyExact(strips, blocks), words * STRIP);
    }

    /// How many rows there are.
    public int depth() {
        return depth;
    }

    /// How many scales there are, and as many points.
    public int scaleCount() {
        return strips * blocks * STRIP;
    }

    /// How many scales there are before they are laid.
    public int givenScales() {
        return columns * blocks;
    }

    /// Bytes of the integers of a column before they are laid.
    private int stride() {
        return blocks * (block * bits / 8);
    }

    /// How many bytes integers take before they are laid.
    public int givenBytes() {
        return Math.multiplyExact(columns, stride());
    }

    /// How many bytes packed points take.
    public int givenPointBytes() {
        return columns * pointStride();
    }

    private int pointStride() {
        return Math.ceilDiv(blocks * bits, 8);
    }

    /// Puts the rows of each block together, in their order.
    ///
    /// @param group `[depth]`: the block whose scale and point each row has
    /// @param to which row is to be at each place
    /// @throws IllegalArgumentException when not as many rows as a block has are said to be of it
    public void order(Tensor group, int[] to) {
        int next = 0;
        for (int index = 0; index < blocks; index++) {
            for (int row = 0; row < depth; row++) {
                if (group.integer(row) == index) {
                    to[next++] = row;
                }
            }
            if (next != Math.min(depth, (index + 1) * block)) {
                throw new IllegalArgumentException(
                        "MatMulNBits: g_idx does not give block " + index + " the columns of one block");
            }
        }
    }

    /// Lays integers.
    ///
    /// @param packed `[columns,blocks,block bits / 8]`, from the lowest bits on
    /// @param order which row each row is to be taken from, or empty
    /// @param to `[strips,blocks,words,STRIP]`
    public void layWords(byte[] packed, int[] order, int[] to) {
        boolean whole = order.length == 0 && block * bits % Integer.SIZE == 0;
        Arrays.fill(to, 0, wordCount(), 0);
        for (int column = 0; column < columns; column++) {
            int from = column * stride();
            int at = column / STRIP * blocks * words * STRIP + column % STRIP;
            for (int word = 0; word < blocks * words; word++) {
                to[at + word * STRIP] =
                        whole ? (int) INTS.get(packed, from + word * Integer.BYTES) : word(packed, from, order, word);
            }
        }
    }

    private int word(byte[] packed, int from, int[] order, int word) {
        int planes = Integer.SIZE / bits;
        int bitsOfWord = 0;
        for (int plane = 0; plane < planes; plane++) {
            int inBlock = word % words * planes + plane;
            int row = word / words * block + inBlock;
            if (inBlock < block && row < depth) {
                bitsOfWord |= integer(packed, from, order.length == 0 ? row : order[row]) << plane * bits;
            }
        }
        return bitsOfWord;
    }

    private int integer(byte[] packed, int from, int i) {
        int bit = i * bits;
        return (packed[from + bit / 8] & 0xFF) >> bit % 8 & (1 << bits) - 1;
    }

    /// Lays scales.
    ///
    /// @param scales `[columns,blocks]`
    /// @param to `[strips,blocks,STRIP]`
    public void layScales(float[] scales, float[] to) {
        Arrays.fill(to, 0, scaleCount(), 0);
        for (int i = 0; i < columns * blocks; i++) {
            to[scaleAt(i)] = scales[i];
        }
    }

    /// Lays points, as they are added.
    ///
    /// @param points `[columns,blocks]`, or [#MIDDLE]
    /// @param to [#mark] of each, `[strips,blocks,STRIP]`
    public void layMarks(float[] points, float[] to) {
        Arrays.fill(to, 0, scaleCount(), mark(1 << bits - 1));
        for (int i = 0; points != MIDDLE && i < columns * blocks; i++) {
            to[scaleAt(i)] = mark(points[i]);
        }
    }

    /// What is added to `1 + n / 2^bits` for `(n - point) / 2^bits`.
    private float mark(float point) {
        return -1 - point / (1 << bits);
    }

    /// Unpacks points.
    ///
    /// @param packed `[columns,⌈blocks bits / 8⌉]`
    /// @param to `[columns,blocks]`
    public void unpackPoints(byte[] packed, float[] to) {
        for (int i = 0; i < columns * blocks; i++) {
            to[i] = integer(packed, i / blocks * pointStride(), i % blocks);
        }
    }

    private int scaleAt(int i) {
        int column = i / blocks;
        return (column / STRIP * blocks + i % blocks) * STRIP + column % STRIP;
    }
}
