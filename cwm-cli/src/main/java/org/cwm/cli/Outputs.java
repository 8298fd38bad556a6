package org.cwm.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.cwm.data.DataSource;
import org.cwm.data.TableWriter;

/** Places that results are written to. They are checked before the work starts. */
final class Outputs {

    private Outputs() {}

    /** Writes the content of a file. */
    @FunctionalInterface
    interface Content {
        void write(OutputStream out) throws IOException;
    }

    /** The path of a file that can be written, or a problem. */
    static Path file(String argument) {
        Path file = DataSource.path(argument);
        if (Files.isDirectory(file)) {
            throw Problem.unusable(file + ": is a folder, not a file");
        }
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.exists(folder)) {
            throw Problem.unusable(file + ": can't be written: there is no folder " + folder);
        }
        checkFolder(folder, file);
        if (Files.exists(file) && !Files.isWritable(file)) {
            throw Problem.unusable(file + ": can't be written: permission denied");
        }
        return file;
    }

    /** The path of a table that can be written, or a problem. */
    static Path table(String argument) {
        Path file = DataSource.path(argument);
        try {
            TableWriter.checkFile(file);
        } catch (IllegalArgumentException e) {
            throw Problem.usage("-o " + e.getMessage());
        }
        return file(argument);
    }

    /** The path of a picture that can be written, or a problem. */
    static Path picture(String argument) {
        if (!argument.toLowerCase(java.util.Locale.ROOT).endsWith(".png")) {
            throw Problem.usage("-o " + argument + ": must end in .png");
        }
        return file(argument);
    }

    /** The path of a folder that can be written; it is made if it isn't there. */
    static Path folder(String argument) {
        Path folder = DataSource.path(argument);
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw Problem.unusable(folder + ": is a file, not a folder");
        }
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw Problem.unusable(folder + ": can't be made: " + reason(e), e);
        }
        checkFolder(folder, folder);
        return folder;
    }

    /** Tries it out: permissions alone don't tell. */
    private static void checkFolder(Path folder, Path named) {
        try {
            Files.delete(Files.createTempFile(folder, ".cwm", ".tmp"));
        } catch (IOException e) {
            throw Problem.unusable(named + ": can't be written: " + reason(e), e);
        }
    }

    /** Writes a file so that it appears under its name only when it is complete. */
    static void write(Path file, Content content) {
        Path folder = file.toAbsolutePath().getParent();
        try {
            Path draft = Files.createTempFile(folder, ".cwm", ".tmp");
            try {
                try (OutputStream out = Files.newOutputStream(draft)) {
                    content.write(out);
                }
                publish(draft, file);
            } finally {
                Files.deleteIfExists(draft);
            }
        } catch (IOException e) {
            throw Problem.unusable(file + ": can't be written: " + reason(e), e);
        }
    }

    private static void publish(Path draft, Path file) throws IOException {
        // a temporary file is its owner's alone: give it what any new file gets
        if (Files.getFileStore(draft).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(draft, java.nio.file.attribute.PosixFilePermissions.fromString("rw-r--r--"));
        }
        try {
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static String reason(IOException e) {
        if (e instanceof java.nio.file.AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof java.nio.file.NoSuchFileException) {
            return "no file can be made there";
        }
        if (e instanceof java.nio.file.FileAlreadyExistsException || e instanceof java.nio.file.NotDirectoryException) {
            return e.getMessage() + " is a file, not a folder";
        }
        return String.valueOf(e.getMessage());
    }
}
