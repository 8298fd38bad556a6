package org.cwm.fit;

/**
 * What a fit tells while it runs.
 *
 * @param stage such as {@code em} or {@code train}
 * @param fraction of the stage that is done, in [0, 1]
 * @param validation latest mean log-likelihood of held-out rows in data units, or NaN if not known yet
 * @param text a few words
 */
public record FitProgress(String stage, double fraction, double validation, String text) {}
