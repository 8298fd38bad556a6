package org.cwm.fit;

/**
 * How far EM over all rows has come; with the same rows and options it goes on from here as if it had never stopped.
 *
 * @param mixture after the iterations
 * @param iterations done
 * @param objective before the last of them, nats per row
 * @param rounds how often dead components were looked for a new place
 * @param reseeded how many were moved
 */
record EmState(GaussianMixture mixture, int iterations, double objective, int rounds, int reseeded) {}
