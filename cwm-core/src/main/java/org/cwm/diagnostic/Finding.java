package org.cwm.diagnostic;

/**
 * A failure signature that was seen.
 *
 * @param signature which
 * @param value what was measured
 * @param threshold what it was compared with
 * @param text one sentence on what it means, and one on what helps
 */
public record Finding(FailureSignature signature, double value, double threshold, String text) {}
