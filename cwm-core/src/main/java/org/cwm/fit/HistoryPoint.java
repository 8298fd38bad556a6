package org.cwm.fit;

/**
 * One look at the learning curve.
 *
 * @param step gradient steps so far
 * @param epoch passes over the training rows so far
 * @param train running mean log-likelihood of training batches, as trained on (noise included), nats, data units
 * @param validation mean log-likelihood of held-out rows, nats, data units
 * @param learningRate in force
 */
public record HistoryPoint(int step, double epoch, double train, double validation, double learningRate) {}
