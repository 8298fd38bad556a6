package org.cwm.cli.experiment;

import java.nio.ByteBuffer;
import org.cwm.fit.FitReport;
import org.cwm.model.Points;

/**
 * Log densities of test rows, in nats and in the units of the data, for comparisons row by row.
 *
 * @param model under the model
 * @param start under the Gaussian mixture that training started from
 */
public record TestScores(double[] model, double[] start) {

    static TestScores of(FitReport report, Points test, int threads) {
        double[] model = new double[test.rows()];
        double[] start = new double[test.rows()];
        report.model().logDensity(test, model, threads);
        report.gaussianMixture().logDensity(test, start, threads);
        return new TestScores(model, start);
    }

    /** All numbers of the model, then all of the start, most significant byte first. */
    byte[] bytes() {
        ByteBuffer b = ByteBuffer.allocate(2 * Double.BYTES * model.length);
        b.asDoubleBuffer().put(model).put(start);
        return b.array();
    }

    /** From what {@link #bytes} gave. */
    static TestScores of(byte[] bytes) {
        int n = bytes.length / (2 * Double.BYTES);
        double[] model = new double[n];
        double[] start = new double[n];
        ByteBuffer.wrap(bytes).asDoubleBuffer().get(model).get(start);
        return new TestScores(model, start);
    }

    /** What the model gives each row more than its start does. */
    double[] gain() {
        return Statistics.difference(model, start);
    }
}
