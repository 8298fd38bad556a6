package org.cwm.data;

/**
 * The data is unusable. The message is one line that names the source and, where there is one, the row, the column and
 * the value.
 */
public final class DataException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Says what is wrong with the data.
     *
     * @param message one line for the user
     */
    public DataException(String message) {
        super(message);
    }

    /**
     * Says what is wrong with the data and what found it.
     *
     * @param message one line for the user
     * @param cause what was thrown underneath
     */
    public DataException(String message, Throwable cause) {
        super(message, cause);
    }
}
