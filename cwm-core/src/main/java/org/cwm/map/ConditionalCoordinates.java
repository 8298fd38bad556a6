package org.cwm.map;

/**
 * Relative coordinates of {@link ConditionalMaps}: m = m0 + U0 S0 a, log s = log s0 + b, U = U0 + U0 S0 N S0^{-1}, column by
 * column: the constant part, the slopes and the output weights all change in this way.
 */
final class ConditionalCoordinates {

    private final ConditionalArchitecture a;
    private final float[] reference;
    private final int dimension;
    private final double[] scale;

    ConditionalCoordinates(ConditionalArchitecture architecture, float[] reference) {
        a = architecture;
        this.reference = reference;
        dimension = a.dimension();
        scale = new double[a.components() * dimension];
        for (int i = 0; i < scale.length; i++) {
            scale[i] = Math.exp(reference[scale.length + i]);
        }
    }

    /** Does something with a column: where its location, its log scales and its triangle lie, and their strides. */
    private interface Column {
        void visit(int k, int location, int log, int lower, int stride);
    }

    /** -1 stands for a part that the column doesn't have. */
    private void columns(Column column) {
        int c = a.conditions();
        int last = a.last();
        for (int k = 0; k < a.components(); k++) {
            int log = (a.components() + k) * dimension;
            column.visit(k, k * dimension, log, a.lowerAt() + k * a.lower(), 1);
            for (int j = 0; j < c; j++) {
                column.visit(k, a.slopeAt() + k * dimension * c + j, -1, -1, c);
            }
            for (int j = 0; j < last; j++) {
                int at = a.outputAt() + k * a.outputs() * last + j;
                column.visit(k, at, at + dimension * last, at + 2 * dimension * last, last);
            }
        }
    }

    /** Element (i, t) of U0, for t at most i. */
    private double u(int k, int i, int t) {
        return i == t ? 1 : a.full() ? reference[a.lowerAt() + k * a.lower() + i * (i - 1) / 2 + t] : 0;
    }

    /** {@code out} is a copy of the relative coordinates; all but the hidden layers become absolute. */
    void compose(float[] relative, float[] out) {
        columns((k, location, log, lower, stride) -> {
            for (int i = 0; i < dimension; i++) {
                double sum = reference[location + i * stride];
                for (int t = 0; t <= i; t++) {
                    sum += u(k, i, t) * scale[k * dimension + t] * relative[location + t * stride];
                }
                out[location + i * stride] = (float) sum;
                if (log >= 0) {
                    out[log + i * stride] += reference[log + i * stride];
                }
            }
            for (int i = 1; i < dimension && lower >= 0 && a.full(); i++) {
                for (int j = 0; j < i; j++) {
                    double sum = 0;
                    for (int t = j + 1; t <= i; t++) {
                        sum += u(k, i, t) * scale[k * dimension + t] * relative[lower + (t * (t - 1) / 2 + j) * stride];
                    }
                    int at = lower + (i * (i - 1) / 2 + j) * stride;
                    out[at] = (float) (reference[at] + sum / scale[k * dimension + j]);
                }
            }
        });
    }

    /** The transpose of the derivative of {@link #compose}, in place. */
    void toRelative(float[] gradient, int offset) {
        columns((k, location, log, lower, stride) -> {
            for (int t = 0; t < dimension; t++) {
                double sum = 0;
                for (int i = t; i < dimension; i++) {
                    sum += u(k, i, t) * gradient[offset + location + i * stride];
                }
                gradient[offset + location + t * stride] = (float) (scale[k * dimension + t] * sum);
            }
            for (int t = 1; t < dimension && lower >= 0 && a.full(); t++) {
                for (int j = 0; j < t; j++) {
                    double sum = 0;
                    for (int i = t; i < dimension; i++) {
                        sum += u(k, i, t) * gradient[offset + lower + (i * (i - 1) / 2 + j) * stride];
                    }
                    gradient[offset + lower + (t * (t - 1) / 2 + j) * stride] =
                            (float) (scale[k * dimension + t] / scale[k * dimension + j] * sum);
                }
            }
        });
    }
}
