package dev.rsparse.benchmarks.peers;

import java.nio.ByteBuffer;

/// How the weights of a row stand in a file of ggml's: in blocks, each decodable by itself. Buffers are little-endian.
enum BlockFormat {
    F32(0, 0, 1, 4) {
        @Override
        void encode(float[] block, ByteBuffer out) {
            out.putFloat(block[0]);
        }
    },
    F16(1, 1, 1, 2) {
        @Override
        void encode(float[] block, ByteBuffer out) {
            out.putShort(Float.floatToFloat16(block[0]));
        }
    },
    /// The upper half of a float, rounded to the nearest, ties to even.
    BF16(30, 32, 1, 2) {
        @Override
        void encode(float[] block, ByteBuffer out) {
            int bits = Float.floatToRawIntBits(block[0]);
            out.putShort((short) (bits + 0x7FFF + (bits >>> 16 & 1) >>> 16));
        }
    },
    /// A scale in f16, then 32 signed bytes: a weight is scale · byte.
    Q8_0(8, 7, 32, 34) {
        @Override
        void encode(float[] block, ByteBuffer out) {
            float scale = Math.abs(block[largest(block)]) / 127;
            float inverse = scale == 0 ? 0 : 1 / scale;
            out.putShort(Float.floatToFloat16(scale));
            for (float weight : block) {
                out.put((byte) Math.round(weight * inverse));
            }
        }
    },
    /// A scale in f16, then 16 bytes: the low half of byte i holds weight i, the high half weight i + 16, and a weight
    /// is scale · (half − 8). The weight of the largest magnitude gets half 0.
    Q4_0(2, 2, 32, 18) {
        @Override
        void encode(float[] block, ByteBuffer out) {
            float scale = block[largest(block)] / -8;
            out.putShort(Float.floatToFloat16(scale));
            encodeHalves(block, scale, out);
        }
    };

    private final int type;
    private final int fileType;
    private final int weights;
    private final int bytes;

    BlockFormat(int type, int fileType, int weights, int bytes) {
        this.type = type;
        this.fileType = fileType;
        this.weights = weights;
        this.bytes = bytes;
    }

    /// The number of the format in a tensor's description.
    int type() {
        return type;
    }

    /// The number of the format as `general.file_type`.
    int fileType() {
        return fileType;
    }

    /// Weights in a block.
    int weights() {
        return weights;
    }

    /// Bytes of a block.
    int bytes() {
        return bytes;
    }

    /// Bytes of so many weights, which fill whole blocks.
    long bytes(long elements) {
        return elements / weights * bytes;
    }

    /// Writes one block of [#weights] weights.
    abstract void encode(float[] block, ByteBuffer out);

    /// Two weights to a byte, as in [#Q4_0].
    static void encodeHalves(float[] block, float scale, ByteBuffer out) {
        float inverse = scale == 0 ? 0 : 1 / scale;
        for (int i = 0; i < block.length / 2; i++) {
            int low = half(block[i] * inverse);
            int high = half(block[i + block.length / 2] * inverse);
            out.put((byte) (low | high << 4));
        }
    }

    private static int half(float scaled) {
        return Math.min(15, (int) (scaled + 8.5f));
    }

    /// Index of the weight of the largest magnitude.
    static int largest(float[] block) {
        int largest = 0;
        for (int i = 1; i < block.length; i++) {
            if (Math.abs(block[i]) > Math.abs(block[largest])) {
                largest = i;
            }
        }
        return largest;
    }
}
