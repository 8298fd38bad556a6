package org.cwm.fit;

/** Is told how a fit gets on. Called from the fitting thread; should return quickly. */
@FunctionalInterface
public interface FitListener {

    /** Hears nothing. */
    FitListener SILENT = progress -> {};

    /**
     * Something happened.
     *
     * @param progress what
     */
    void progress(FitProgress progress);
}
