package org.cwm.io;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.UUID;

/**
 * Replaces a file whole or not at all: a temporary file beside it, forced to disk, then renamed over it. A process that
 * is killed leaves the old file as it was, and at worst a temporary file, which a later write of the same file removes
 * once it is an hour old.
 */
final class AtomicFile {

    private static final long STALE_MILLIS = 3_600_000;

    /** The stream copies what it is given at once. */
    private static final int CHUNK = 1 << 20;

    private AtomicFile() {}

    /** Writes the pieces one after the other. */
    static void write(Path path, List<byte[]> content) throws IOException {
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            throw new IOException(path + ": cannot be written, it is not a regular file");
        }
        Path target = Files.isSymbolicLink(path) && Files.exists(path) ? path.toRealPath() : path.toAbsolutePath();
        Path folder = target.getParent();
        Path name = target.getFileName();
        if (folder == null || name == null || !Files.isDirectory(folder)) {
            throw new IOException(path + ": cannot be written, there is no folder " + folder);
        }
        Path temporary = folder.resolve(prefix(name) + UUID.randomUUID() + ".tmp");
        try {
            // not a channel: those give up when their thread is interrupted, and results are to be saved then too
            try (FileOutputStream out = new FileOutputStream(temporary.toFile())) {
                for (byte[] piece : content) {
                    for (int from = 0; from < piece.length; from += CHUNK) {
                        out.write(piece, from, Math.min(CHUNK, piece.length - from));
                    }
                }
                out.getFD().sync();
            }
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            String reason = Files.isWritable(folder) ? "" : " (the folder " + folder + " is not writable)";
            throw new IOException(path + ": cannot be written" + reason + ": " + e, e);
        } finally {
            remove(temporary);
        }
        forceFolder(folder);
        removeStale(folder, name);
    }

    /** Does not contain the name, since the longest names that a file can have would become too long. */
    private static String prefix(Path name) {
        return String.format(".cwm-%08x-", name.toString().hashCode());
    }

    /** After a failure, which is the one to report; after the renaming nothing is there. */
    private static void remove(Path temporary) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            temporary.toFile().deleteOnExit();
        }
    }

    /** So that the renaming survives a power failure; some systems cannot open folders, and then it is up to them. */
    private static void forceFolder(Path folder) {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException cannotOpenFolders) {
            // the file is complete under its name either way
        }
    }

    private static void removeStale(Path folder, Path name) {
        String prefix = prefix(name);
        try (DirectoryStream<Path> siblings = Files.newDirectoryStream(folder, entry -> {
            Path file = entry.getFileName();
            return file != null && file.toString().startsWith(prefix) && isUuidTmp(file.toString(), prefix);
        })) {
            long limit = System.currentTimeMillis() - STALE_MILLIS;
            for (Path sibling : siblings) {
                if (Files.getLastModifiedTime(sibling).toMillis() < limit) {
                    Files.deleteIfExists(sibling);
                }
            }
        } catch (IOException | DirectoryIteratorException leftInPlace) {
            // litter is no reason to report a failure of a file that was written
        }
    }

    private static boolean isUuidTmp(String file, String prefix) {
        return file.substring(prefix.length()).matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\\.tmp");
    }
}
