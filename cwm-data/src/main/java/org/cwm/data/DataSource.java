package org.cwm.data;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Tells pictures from tables. */
public final class DataSource {

    private DataSource() {}

    /**
     * The file that an argument names.
     *
     * @param argument as typed by a user
     * @return its path; nothing is said about whether it exists
     * @throws DataException if no file can have this name
     */
    public static Path path(String argument) {
        try {
            return Path.of(argument);
        } catch (InvalidPathException e) {
            throw new DataException(Text.quote(argument) + " is not the name of a file", e);
        }
    }

    /**
     * Whether a file is read as a picture: by its extension where that is known, else by its first bytes.
     *
     * @param file need not exist
     * @return true for PNG and JPEG, false for everything else
     */
    public static boolean isPicture(Path file) {
        return switch (InputFiles.extension(file)) {
            case "png", "jpg", "jpeg" -> true;
            case "csv", "tsv", "tab", "txt", "jsonl", "ndjson", "json", "parquet", "pq" -> false;
            default -> PictureReader.format(file) != null;
        };
    }
}
