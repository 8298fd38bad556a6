package org.cwm.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The container of model files and checkpoints: safetensors, read more strictly than its specification asks.
 *
 * <p>Layout: the length N of the header (8 bytes, little-endian), the header (N bytes of JSON in UTF-8, padded with
 * spaces to a multiple of 8), the tensors one after the other in the header's order. The header's first entry is
 *
 * <pre>{"__metadata__":{"cwm.sha256":"<i>64 hexadecimal digits</i>", ...</pre>
 *
 * <p>the SHA-256 of the whole file with those 64 digits taken as zeros, so that any change of any bit is noticed.
 *
 * <p>Sizes are checked before memory is taken: the header against a cap and the file, every tensor's shape against its
 * offsets, and the offsets against the file. From a stream of unknown length no more is taken than it delivers.
 *
 * @param metadata strings by name, without the hash
 * @param tensors in file order
 */
record TensorContainer(Map<String, String> metadata, List<Tensor> tensors) {

    /** Longest header, in bytes. */
    static final int MAX_HEADER = 16 << 20;
    /** Largest tensor, in bytes. */
    static final int MAX_TENSOR = Integer.MAX_VALUE - 64;

    /** Header entry of the strings, hence no name for a tensor. */
    static final String METADATA = "__metadata__";

    private static final String FORMAT = "cwm.format";
    private static final String KIND = "cwm.kind";
    private static final String VERSION = "1";
    private static final String SHA256 = "cwm.sha256";
    private static final String ZEROS = "0".repeat(64);
    private static final byte[] START =
            ("{\"" + METADATA + "\":{\"" + SHA256 + "\":\"").getBytes(StandardCharsets.US_ASCII);

    TensorContainer {
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
        tensors = List.copyOf(tensors);
    }

    /**
     * The file, piece by piece.
     *
     * @param kind what the file holds
     */
    List<byte[]> encode(String kind) {
        Map<String, Object> header = new LinkedHashMap<>();
        Map<String, String> strings = new LinkedHashMap<>();
        strings.put(SHA256, ZEROS);
        strings.put(FORMAT, VERSION);
        strings.put(KIND, kind);
        strings.putAll(metadata);
        header.put(METADATA, strings);
        long end = 0;
        for (Tensor t : tensors) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("dtype", t.type().name());
            entry.put("shape", t.shape());
            entry.put("data_offsets", new long[] {end, end + t.bytes().length});
            end += t.bytes().length;
            if (header.put(t.name(), entry) != null) {
                throw new IllegalArgumentException("tensors: the name '" + t.name() + "' occurs twice");
            }
        }
        byte[] json = Json.write(header).getBytes(StandardCharsets.UTF_8);
        int padded = (json.length + 7) / 8 * 8;
        if (padded > MAX_HEADER) {
            throw new IllegalArgumentException(
                    "header: " + padded + " bytes, must be at most " + MAX_HEADER + ": too many columns or entries");
        }
        byte[] start = new byte[8 + padded];
        Arrays.fill(start, (byte) ' ');
        ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN).putLong(padded).put(json);
        List<byte[]> pieces = new ArrayList<>();
        pieces.add(start);
        tensors.forEach(t -> pieces.add(t.bytes()));
        Sha256 hash = new Sha256();
        pieces.forEach(hash::add);
        byte[] digits = hash.hexadecimal().getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(digits, 0, start, 8 + START.length, digits.length);
        return pieces;
    }

    /** Reads a file. */
    static TensorContainer read(Path path, String kind) throws IOException {
        if (Files.isDirectory(path)) {
            throw new ModelFileException(path.toString(), "is a folder");
        }
        try (FileChannel channel = FileChannel.open(path);
                InputStream in = Channels.newInputStream(channel)) {
            return read(in, channel.size(), path.toString(), kind);
        }
    }

    /**
     * Reads from a stream up to its end.
     *
     * @param in source of bytes
     * @param length how many there are, or -1 if that is not known
     * @param source name for messages
     * @param kind what the file must hold
     */
    static TensorContainer read(InputStream in, long length, String source, String kind) throws IOException {
        byte[] prefix = in.readNBytes(8);
        if (prefix.length < 8) {
            throw new ModelFileException(source, prefix.length + " bytes, too short for a " + kind + " file");
        }
        long n = ByteBuffer.wrap(prefix).order(ByteOrder.LITTLE_ENDIAN).getLong();
        if (n < START.length + ZEROS.length() || n > MAX_HEADER || n % 8 != 0) {
            throw new ModelFileException(source, "header length " + Long.toUnsignedString(n) + ": not a cwm file");
        }
        if (length >= 0 && 8 + n > length) {
            throw new ModelFileException(source, "header of " + n + " bytes in a file of " + length + ": cut short");
        }
        byte[] header = in.readNBytes((int) n);
        if (header.length < n) {
            throw new ModelFileException(source, "cut short within the header");
        }
        Fields json = parse(header, source);
        Map<String, String> strings = json.object(METADATA).strings();
        check(strings, header, source, kind);
        List<Tensor> tensors = layout(json, length < 0 ? Long.MAX_VALUE : length - 8 - n);

        Sha256 hash = new Sha256();
        hash.add(prefix);
        byte[] zeroed = header.clone();
        Arrays.fill(zeroed, START.length, START.length + ZEROS.length(), (byte) '0');
        hash.add(zeroed);
        for (int i = 0; i < tensors.size(); i++) {
            Tensor t = tensors.get(i);
            int size = (int) bytes(t.shape(), t.type());
            byte[] data = in.readNBytes(size);
            if (data.length < size) {
                throw new ModelFileException(source, "cut short within tensor '" + t.name() + "'");
            }
            hash.add(data);
            tensors.set(i, new Tensor(t.name(), t.type(), t.shape(), data));
        }
        if (in.read() >= 0) {
            throw new ModelFileException(source, "bytes behind the last tensor");
        }
        if (!hash.hexadecimal().equals(strings.get(SHA256))) {
            throw new ModelFileException(source, "damaged: its content does not have the SHA-256 that it states");
        }
        strings.keySet().removeAll(Set.of(SHA256, FORMAT, KIND));
        return new TensorContainer(strings, tensors);
    }

    private static Fields parse(byte[] header, String source) throws ModelFileException {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(header))
                    .toString();
            return Fields.of(source, "header", Json.parse(text));
        } catch (CharacterCodingException e) {
            throw new ModelFileException(source, "header: not UTF-8", e);
        } catch (IllegalArgumentException e) {
            throw new ModelFileException(source, "header: " + e.getMessage(), e);
        }
    }

    private static void check(Map<String, String> strings, byte[] header, String source, String kind)
            throws ModelFileException {
        String format = strings.get(FORMAT);
        if (format == null) {
            throw new ModelFileException(source, "no '" + FORMAT + "' in its metadata: not a cwm file");
        }
        if (!format.equals(VERSION)) {
            throw new ModelFileException(source, "format '" + format + "', this version reads '" + VERSION + "'");
        }
        if (!kind.equals(strings.get(KIND))) {
            throw new ModelFileException(source, "holds a '" + strings.get(KIND) + "', not a '" + kind + "'");
        }
        byte[] start = Arrays.copyOf(header, START.length);
        String hash = strings.get(SHA256);
        if (hash == null || hash.length() != ZEROS.length() || !Arrays.equals(start, START)) {
            throw new ModelFileException(source, "header does not begin with its SHA-256");
        }
    }

    /** The tensors without their bytes, checked against each other and the bytes there are. */
    private static List<Tensor> layout(Fields json, long available) throws ModelFileException {
        List<Tensor> tensors = new ArrayList<>();
        Set<Tensor.Type> types = Set.of(Tensor.Type.values());
        long end = 0;
        for (String name : new ArrayList<>(json.names())) {
            Fields entry = json.object(name);
            String dtype = entry.string("dtype");
            Tensor.Type type = types.stream()
                    .filter(t -> t.name().equals(dtype))
                    .findFirst()
                    .orElse(null);
            if (type == null) {
                throw entry.error("dtype '" + dtype + "', must be F32, F64 or I64");
            }
            long[] shape = entry.longs("shape");
            long[] offsets = entry.longs("data_offsets");
            entry.end();
            long size = bytes(shape, type);
            if (size < 0 || size > MAX_TENSOR) {
                throw entry.error("shape " + Arrays.toString(shape) + ": negative or too large");
            }
            if (offsets.length != 2 || offsets[0] != end || offsets[1] - end != size) {
                throw entry.error(
                        "data_offsets " + Arrays.toString(offsets) + ", must be [" + end + ", " + (end + size) + "]");
            }
            end += size;
            if (end > available) {
                throw entry.error("ends at byte " + end + " of " + available + ": the file is cut short");
            }
            tensors.add(new Tensor(name, type, shape, new byte[0]));
        }
        if (available != Long.MAX_VALUE && end != available) {
            throw json.error("the tensors take " + end + " bytes, the file has " + available);
        }
        return tensors;
    }

    /** Number of bytes, or -1 if it is negative or does not fit. */
    private static long bytes(long[] shape, Tensor.Type type) {
        long n = type.width;
        try {
            for (long s : shape) {
                if (s < 0) {
                    return -1;
                }
                n = Math.multiplyExact(n, s);
            }
        } catch (ArithmeticException e) {
            return -1;
        }
        return n;
    }
}
