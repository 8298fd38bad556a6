package org.cwm.cli.experiment;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What an experiment reads.
 *
 * @param kind of the source
 * @param what is expected there, for messages: a noun phrase
 * @param required whether the experiment can't do without it
 */
public record Source(Kind kind, String what, boolean required) {

    /** Kinds of sources. */
    public enum Kind {
        /** Rows of a table, a query or a picture; {@link Lab#rows} gives them. */
        ROWS,
        /** A folder that the experiment reads itself. */
        FOLDER,
        /** A folder or a file that the experiment reads itself. */
        FOLDER_OR_FILE,
        /** Nothing. */
        NONE
    }

    /**
     * Rows of a table, a query or a picture.
     *
     * @return required
     */
    public static Source rows() {
        return new Source(Kind.ROWS, "a table or a picture", true);
    }

    /**
     * A folder.
     *
     * @param what is in it, such as {@code a folder of pictures}
     * @param required whether the experiment can't do without it
     * @return the source
     */
    public static Source folder(String what, boolean required) {
        return new Source(Kind.FOLDER, what, required);
    }

    /**
     * A folder or a file.
     *
     * @param what it is or holds
     * @param required whether the experiment can't do without it
     * @return the source
     */
    public static Source folderOrFile(String what, boolean required) {
        return new Source(Kind.FOLDER_OR_FILE, what, required);
    }

    /**
     * Nothing.
     *
     * @return not required
     */
    public static Source none() {
        return new Source(Kind.NONE, "no source", false);
    }

    /**
     * What is wrong with a path as this source, apart from what only reading it shows.
     *
     * @param path what the user named, or null
     * @return words that follow the path, or null if nothing is wrong
     */
    public @Nullable String problem(@Nullable Path path) {
        if (path == null || kind == Kind.ROWS || kind == Kind.NONE) {
            return null;
        }
        if (!Files.exists(path)) {
            return "there is no such " + (kind == Kind.FOLDER ? "folder" : "folder or file") + "; " + what
                    + " is expected";
        }
        if (kind == Kind.FOLDER && !Files.isDirectory(path)) {
            return "is a file; " + what + " is expected";
        }
        return null;
    }
}
