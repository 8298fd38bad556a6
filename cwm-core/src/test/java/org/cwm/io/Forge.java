package org.cwm.io;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Files with a wrong content and a right hash, to reach the checks behind the hash.
 *
 * @param header text, padded
 * @param data bytes of the tensors
 */
record Forge(String header, byte[] data) {

    static Forge open(byte[] file) {
        int n = (int) ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong();
        return new Forge(new String(file, 8, n, StandardCharsets.UTF_8), Arrays.copyOfRange(file, 8 + n, file.length));
    }

    Forge replace(String what, String by) {
        if (!header.contains(what)) {
            throw new IllegalArgumentException(what + " is not in " + header);
        }
        return new Forge(header.replace(what, by).stripTrailing(), data);
    }

    Forge withData(byte[] newData) {
        return new Forge(header, newData);
    }

    /** The file with its SHA-256 in place. */
    byte[] close() {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        byte[] file = new byte[8 + (text.length + 7) / 8 * 8 + data.length];
        Arrays.fill(file, (byte) ' ');
        ByteBuffer.wrap(file)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(file.length - 8 - data.length)
                .put(text);
        System.arraycopy(data, 0, file, file.length - data.length, data.length);
        int start = new String(file, StandardCharsets.ISO_8859_1).indexOf("cwm.sha256\":\"") + 13;
        Arrays.fill(file, start, start + 64, (byte) '0');
        Sha256 hash = new Sha256();
        hash.add(file);
        byte[] digits = hash.hexadecimal().getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(digits, 0, file, start, 64);
        return file;
    }

    static byte[] concatenate(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] p : parts) {
            all.writeBytes(p);
        }
        return all.toByteArray();
    }
}
