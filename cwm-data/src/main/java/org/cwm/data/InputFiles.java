package org.cwm.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/** What is common to all files that are read. */
final class InputFiles {

    private InputFiles() {}

    /** Refuses what is not a readable file with something in it. */
    static void check(Path file) {
        String name = Text.plain(file.toString());
        if (!Files.exists(file)) {
            throw new DataException(name + ": there is no such file");
        }
        if (Files.isDirectory(file)) {
            throw new DataException(name + ": is a directory, not a file");
        }
        if (!Files.isRegularFile(file)) {
            throw new DataException(name + ": is not a regular file");
        }
        if (!Files.isReadable(file)) {
            throw new DataException(name + ": must not be read (permission denied)");
        }
        try {
            if (Files.size(file) == 0) {
                throw new DataException(name + ": is empty");
            }
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /** The file cannot be read, or not to its end. */
    static DataException unreadable(Path file, IOException e) {
        String reason = e instanceof AccessDeniedException
                ? "permission denied"
                : e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return new DataException(
                Text.plain(file.toString()) + ": cannot be read" + (isGzip(file) ? " as gzip" : "") + " ("
                        + Text.plain(reason) + ")",
                e);
    }

    /** Whether the file starts as gzip does, whatever its name. */
    static boolean isGzip(Path file) {
        byte[] start = start(file, 2);
        return start.length == 2 && start[0] == 0x1f && start[1] == (byte) 0x8b;
    }

    /** The first bytes of a file as stored; fewer if it is shorter or cannot be read. */
    static byte[] start(Path file, int length) {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(length);
        } catch (IOException e) {
            return new byte[0];
        }
    }

    /** Opens a file for reading, unpacked if it is gzip. */
    static InputStream open(Path file) throws IOException {
        boolean packed = isGzip(file);
        InputStream in = Files.newInputStream(file);
        if (!packed) {
            return in;
        }
        try {
            return new BufferedInputStream(new GZIPInputStream(in, 1 << 16), 1 << 16);
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    /** Reads a packed file to its end and its checksum: DuckDB takes one that breaks off for a complete one. */
    static void checkPacked(Path file) throws IOException {
        if (isGzip(file)) {
            try (InputStream in = open(file)) {
                in.transferTo(OutputStream.nullOutputStream());
            }
        }
    }

    /** The extension in lower case without the dot, {@code .gz} set aside; empty if there is none. */
    static String extension(Path file) {
        Path last = file.getFileName();
        String name = last == null ? "" : last.toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".gz")) {
            name = name.substring(0, name.length() - 3);
        }
        int dot = name.lastIndexOf('.');
        return dot < 0 ? "" : name.substring(dot + 1);
    }
}
