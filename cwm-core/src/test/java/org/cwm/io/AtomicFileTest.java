package org.cwm.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {

    private static final List<byte[]> CONTENT = List.of(new byte[] {1, 2}, new byte[0], new byte[] {3});

    @TempDir
    Path folder;

    private List<Path> files() throws IOException {
        try (var files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    @Test
    void writesAndReplaces() throws Exception {
        Path file = folder.resolve("a.cwm");
        AtomicFile.write(file, List.of(new byte[5_000_000]));
        assertThat(file).hasSize(5_000_000);
        AtomicFile.write(file, CONTENT);
        assertThat(Files.readAllBytes(file)).containsExactly(1, 2, 3);
        assertThat(files()).containsExactly(file);
    }

    @Test
    void theLongestNamesAreWritten() throws Exception {
        Path file = folder.resolve("x".repeat(255));
        AtomicFile.write(file, CONTENT);
        assertThat(files()).containsExactly(file);
    }

    @Test
    void aNameWithoutAFolderIsInTheWorkingDirectory() throws Exception {
        Path file = Path.of("atomic-file-test.tmp");
        try {
            AtomicFile.write(file, CONTENT);
            assertThat(file).hasSize(3);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    @Test
    void placesThatCannotBeWrittenAreNamed() throws Exception {
        Path file = Files.write(folder.resolve("file"), new byte[1]);
        assertThatThrownBy(() -> AtomicFile.write(folder.resolve("none/a.cwm"), CONTENT))
                .isInstanceOf(IOException.class)
                .hasMessage(folder.resolve("none/a.cwm") + ": cannot be written, there is no folder "
                        + folder.resolve("none"));
        assertThatThrownBy(() -> AtomicFile.write(file.resolve("a.cwm"), CONTENT))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("there is no folder");
        assertThatThrownBy(() -> AtomicFile.write(folder, CONTENT))
                .isInstanceOf(IOException.class)
                .hasMessage(folder + ": cannot be written, it is not a regular file");
        String tooLong = "x".repeat(400);
        assertThatThrownBy(() -> AtomicFile.write(folder.resolve(tooLong), CONTENT))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(folder.resolve(tooLong) + ": cannot be written");
        assertThat(files()).containsExactly(file);
    }

    @Test
    void aFolderWithoutPermissionIsNamedAndTheOldFileKept() throws Exception {
        Path inner = Files.createDirectory(folder.resolve("inner"));
        Path file = Files.write(inner.resolve("a.cwm"), new byte[] {9});
        Files.setPosixFilePermissions(inner, PosixFilePermissions.fromString("r-xr-xr-x"));
        try {
            if (Files.isWritable(inner)) {
                // permissions do not bind the superuser
                AtomicFile.write(file, CONTENT);
                assertThat(file).hasSize(3);
            } else {
                assertThatThrownBy(() -> AtomicFile.write(file, CONTENT))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("the folder " + inner + " is not writable");
                assertThat(Files.readAllBytes(file)).containsExactly(9);
            }
        } finally {
            Files.setPosixFilePermissions(inner, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    @Test
    void aLinkKeepsPointing() throws Exception {
        Path file = Files.write(folder.resolve("b.cwm"), new byte[] {9});
        Path link = Files.createSymbolicLink(folder.resolve("link.cwm"), file);
        AtomicFile.write(link, CONTENT);
        assertThat(link).isSymbolicLink();
        assertThat(file).hasSize(3);
    }

    @Test
    void anInterruptedThreadStillWrites() throws Exception {
        Path file = folder.resolve("a.cwm");
        Thread.currentThread().interrupt();
        try {
            AtomicFile.write(file, CONTENT);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(file).hasSize(3);
    }

    @Test
    void temporaryFilesOfKilledProcessesAreRemovedOnceTheyAreOld() throws Exception {
        Path file = folder.resolve("a.cwm");
        String prefix = String.format(".cwm-%08x-", "a.cwm".hashCode());
        Path old = folder.resolve(prefix + "01234567-89ab-cdef-0123-456789abcdef.tmp");
        Path young = folder.resolve(prefix + "11234567-89ab-cdef-0123-456789abcdef.tmp");
        Path other = folder.resolve(prefix + "notes.tmp");
        for (Path p : List.of(old, young, other)) {
            Files.write(p, new byte[1]);
        }
        FileTime yesterday = FileTime.from(Instant.now().minus(1, ChronoUnit.DAYS));
        Files.setLastModifiedTime(old, yesterday);
        Files.setLastModifiedTime(other, yesterday);
        AtomicFile.write(file, CONTENT);
        assertThat(files()).containsExactlyInAnyOrder(file, young, other);
    }
}
