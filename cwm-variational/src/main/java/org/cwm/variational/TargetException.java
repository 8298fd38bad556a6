package org.cwm.variational;

/** A target that cannot be worked with, by name. The message holds the point at fault where there is one. */
public final class TargetException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Cause reason;

    /** What is wrong with a target. */
    public enum Cause {
        /** Dimension below 1, or names that do not fit it. */
        DIMENSION,
        /** log t is NaN. */
        VALUE_NOT_A_NUMBER,
        /** log t is +Infinity. */
        VALUE_INFINITE,
        /** The gradient has a value that is not finite where log t is finite. */
        GRADIENT_NOT_FINITE,
        /** The gradient is not the derivative of log t. */
        GRADIENT_WRONG,
        /** log t is -Infinity wherever it was looked at. */
        NO_SUPPORT,
        /** The integral of t does not exist: log t does not fall in some direction. */
        IMPROPER,
        /** A call did not return within the time limit, or calls were too slow for a fit within it. */
        TOO_SLOW,
        /** The target's own code threw an exception. */
        EXCEPTION
    }

    /**
     * An error without another behind it.
     *
     * @param reason what is wrong
     * @param message a sentence
     */
    public TargetException(Cause reason, String message) {
        super(message);
        this.reason = reason;
    }

    /**
     * An error with another behind it.
     *
     * @param reason what is wrong
     * @param message a sentence
     * @param behind thrown by the target's code
     */
    public TargetException(Cause reason, String message, Throwable behind) {
        super(message, behind);
        this.reason = reason;
    }

    /**
     * What is wrong.
     *
     * @return the cause
     */
    public Cause reason() {
        return reason;
    }
}
