package org.cwm.io;

import java.io.IOException;

/**
 * A model file or checkpoint that is damaged, was not written by this library, or has a format that this version does
 * not read. The message names the file and what is wrong with it.
 */
public final class ModelFileException extends IOException {

    private static final long serialVersionUID = 1L;

    /**
     * An exception.
     *
     * @param source name of the file
     * @param problem what is wrong with it
     */
    public ModelFileException(String source, String problem) {
        super(source + ": " + problem);
    }

    /**
     * An exception with a cause.
     *
     * @param source name of the file
     * @param problem what is wrong with it
     * @param cause what found it
     */
    public ModelFileException(String source, String problem, Throwable cause) {
        super(source + ": " + problem, cause);
    }
}
