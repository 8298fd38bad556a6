package org.cwm.schema;

/** The data can't be used as they are. The message names the column, row or value and says what to do. */
public final class UnusableDataException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    /**
     * An error with a message for the user.
     *
     * @param message what is wrong, where, and what helps
     */
    public UnusableDataException(String message) {
        super(message);
    }
}
