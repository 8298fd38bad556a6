package org.cwm.variational;

/**
 * News of a fit that is running.
 *
 * @param phase such as {@code modes}, {@code mixture}, {@code classifier}, {@code verdict}
 * @param share of the phase that is done, in [0, 1]
 * @param elbo present estimate in nats, NaN if there is none
 */
public record VariationalProgress(String phase, double share, double elbo) {

    /** Hears the news. */
    @FunctionalInterface
    public interface Listener {
        /** Hears nothing. */
        Listener NONE = progress -> {};

        /**
         * News.
         *
         * @param progress what there is to tell
         */
        void progress(VariationalProgress progress);
    }
}
