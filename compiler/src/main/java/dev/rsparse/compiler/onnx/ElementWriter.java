package dev.rsparse.compiler.onnx;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;

/// Writes elements of a tensor, little-endian, through a small buffer.
public final class ElementWriter {

    private static final int BUFFER = 1 << 16;

    /// Segments are written in pieces that a buffer can hold.
    private static final long PIECE = 1L << 30;

    private final WritableByteChannel out;
    private final OnnxType type;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER).order(ByteOrder.LITTLE_ENDIAN);
    private long written;

    /// @param out stands where the first element goes
    ElementWriter(WritableByteChannel out, OnnxType type) {
        this.out = out;
        this.type = type;
    }

    /// Writes one element, rounded to the nearest number of the type, the even one of two.
    ///
    /// @throws IllegalStateException for a type that is no float
    public void put(double value) throws IOException {
        if (buffer.remaining() < Double.BYTES) {
            flush();
        }
        switch (type) {
            case F32 -> buffer.putFloat((float) value);
            case F64 -> buffer.putDouble(value);
            case F16 -> buffer.putShort(Float.floatToFloat16((float) value));
            case BF16 -> buffer.putShort(OnnxType.bf16((float) value));
            default -> throw new IllegalStateException("a number for a tensor of " + type.text());
        }
    }

    /// Writes elements that lie in memory as they do in the file.
    public void put(MemorySegment bytes) throws IOException {
        flush();
        for (long at = 0; at < bytes.byteSize(); at += PIECE) {
            drain(bytes.asSlice(at, Math.min(PIECE, bytes.byteSize() - at)).asByteBuffer());
        }
    }

    /// How many bytes went out.
    long finish() throws IOException {
        flush();
        return written;
    }

    private void flush() throws IOException {
        buffer.flip();
        drain(buffer);
        buffer.clear();
    }

    private void drain(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            written += out.write(bytes);
        }
    }
}
