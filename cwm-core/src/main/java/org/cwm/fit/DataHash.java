package org.cwm.fit;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.cwm.model.Points;

/** SHA-256 of a table's numbers: rows, columns, then the values as little-endian doubles. */
final class DataHash {

    private DataHash() {}

    static String of(Points points) {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
        ByteBuffer buffer = ByteBuffer.allocate(8192).order(ByteOrder.LITTLE_ENDIAN);
        buffer.putInt(points.rows()).putInt(points.columns());
        for (double v : points.values()) {
            if (buffer.remaining() < Double.BYTES) {
                digest.update(buffer.flip());
                buffer.clear();
            }
            buffer.putDouble(v);
        }
        digest.update(buffer.flip());
        return HexFormat.of().formatHex(digest.digest());
    }
}
