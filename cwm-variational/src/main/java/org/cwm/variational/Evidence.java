package org.cwm.variational;

/**
 * log Z = log of the mean of t / r over draws of r, with r's mixture parts as control variates: each part's ratio to r
 * has mean 1, so the regression of t / r on these ratios takes away what they explain (Owen and Zhou, "Safe and
 * effective importance sampling", JASA 95, 2000). Where t is proportional to a part, nothing remains.
 *
 * @param logEvidence log Z in nats
 * @param standardError of log Z
 */
record Evidence(double logEvidence, double standardError) {

    /**
     * Estimates.
     *
     * @param logTarget n values of log t, not modified
     * @param logParts log densities of the parts, each n values, not modified
     * @param logProposal n values of log r, the parts' mixture, not modified
     */
    static Evidence of(double[] logTarget, double[][] logParts, double[] logProposal) {
        int n = logTarget.length;
        // the last part is the others' complement and explains nothing more
        int m = logParts.length - 1;
        double max = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < n; i++) {
            max = Math.max(max, logTarget[i] - logProposal[i]);
        }
        double[] y = new double[n];
        double[][] c = new double[m][n];
        double mean = 0;
        for (int i = 0; i < n; i++) {
            y[i] = Math.exp(logTarget[i] - logProposal[i] - max);
            mean += y[i] / n;
            for (int j = 0; j < m; j++) {
                c[j][i] = Math.exp(logParts[j][i] - logProposal[i]) - 1;
            }
        }
        double[] beta = regress(y, mean, c);
        double estimate = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < m; j++) {
                y[i] -= beta[j] * c[j][i];
            }
            estimate += y[i] / n;
        }
        double squares = 0;
        for (double v : y) {
            squares += (v - estimate) * (v - estimate);
        }
        double error = Math.sqrt(squares / (n - 1.0 - m) / n);
        if (!(estimate > 2 * error)) {
            return plain(logTarget, logProposal, max);
        }
        return new Evidence(max + Math.log(estimate), error / estimate);
    }

    /** Without control variates: where their correction would exceed the mean itself. */
    private static Evidence plain(double[] logTarget, double[] logProposal, double max) {
        int n = logTarget.length;
        double mean = 0;
        double squares = 0;
        for (int i = 0; i < n; i++) {
            double y = Math.exp(logTarget[i] - logProposal[i] - max);
            mean += y / n;
            squares += y * y / n;
        }
        return new Evidence(max + Math.log(mean), Math.sqrt(Math.max(0, squares - mean * mean) / (n - 1.0)) / mean);
    }

    /** Least squares of y - mean on the columns c less their means, with a ridge against collinear columns. */
    private static double[] regress(double[] y, double mean, double[][] c) {
        int m = c.length;
        int n = y.length;
        double[][] a = new double[m][m + 1];
        double[] centre = new double[m];
        for (int j = 0; j < m; j++) {
            for (int i = 0; i < n; i++) {
                centre[j] += c[j][i] / n;
            }
        }
        for (int j = 0; j < m; j++) {
            for (int l = 0; l <= j; l++) {
                double s = 0;
                for (int i = 0; i < n; i++) {
                    s += (c[j][i] - centre[j]) * (c[l][i] - centre[l]);
                }
                a[j][l] = s;
                a[l][j] = s;
            }
            for (int i = 0; i < n; i++) {
                a[j][m] += (c[j][i] - centre[j]) * (y[i] - mean);
            }
        }
        for (int j = 0; j < m; j++) {
            a[j][j] = a[j][j] * (1 + 1e-10) + 1e-300;
        }
        return solve(a);
    }

    /** Gaussian elimination of a positive definite system; the last column is the right side. */
    private static double[] solve(double[][] a) {
        int m = a.length;
        for (int j = 0; j < m; j++) {
            for (int i = j + 1; i < m; i++) {
                double f = a[i][j] / a[j][j];
                for (int t = j; t <= m; t++) {
                    a[i][t] -= f * a[j][t];
                }
            }
        }
        double[] x = new double[m];
        for (int j = m - 1; j >= 0; j--) {
            double s = a[j][m];
            for (int t = j + 1; t < m; t++) {
                s -= a[j][t] * x[t];
            }
            x[j] = s / a[j][j];
        }
        return x;
    }
}
