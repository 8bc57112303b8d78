package dev.rsparse.runtime.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/// Safetensors files built by hand, so that tests can get every byte wrong.
final class SafetensorsBytes {
    private SafetensorsBytes() {}

    /// A file of that header and `dataBytes` bytes 0, 1, 2, ….
    static Path write(Path file, String header, int dataBytes) throws IOException {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        return Files.write(file, of(text.length, text, dataBytes));
    }

    /// Bytes of a file whose length field may differ from its header.
    static byte[] of(long lengthField, byte[] header, int dataBytes) {
        ByteBuffer bytes = ByteBuffer.allocate(8 + header.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(lengthField).put(header);
        for (int i = 0; i < dataBytes; i++) {
            bytes.put((byte) i);
        }
        return bytes.array();
    }

    /// A header entry: `"name":{"dtype":…,"shape":…,"data_offsets":[begin,end]}`.
    static String tensor(String name, String type, String shape, long begin, long end) {
        return String.format(
                Locale.ROOT,
                "\"%s\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[%d,%d]}",
                name,
                type,
                shape,
                begin,
                end);
    }
}
