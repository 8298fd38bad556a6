package org.cwm.variational;

/**
 * How the gradient of the ELBO, E_Z sum_k w_k(Z) [log t(x_k) - log q(x_k)] with x_k = T_k^{-1}(Z), is estimated from draws
 * of Z. The <em>path</em> forms leave out the explicit derivative of log q by its parameters, whose expectation is zero
 * (Roeder, Wu and Duvenaud, 2017).
 */
public enum Estimator {
    /** The sum over all K components (Rao-Blackwellised over R). */
    RAO_BLACKWELL(false, false),
    /** The same in path form. */
    RAO_BLACKWELL_PATH(true, false),
    /**
     * A few of the K components, drawn without replacement with probabilities in proportion to w(z) (capped at 1), each
     * weighted by the inverse of its probability (Horvitz and Thompson, 1952); path form; log-weights against a
     * leave-one-out baseline.
     */
    SUBSAMPLED_PATH(true, false),
    /** One component drawn from w(z), score function with a leave-one-out baseline. */
    REINFORCE(false, false),
    /** The same in path form. */
    REINFORCE_PATH(true, false),
    /** A softened draw of the component (Jang, Gu and Poole, 2017; Maddison, Mnih and Teh, 2017). Biased. */
    GUMBEL_SOFTMAX(false, true),
    /** A hard draw whose gradient is taken from the softened one. Biased. */
    STRAIGHT_THROUGH(false, true);

    private final boolean path;
    private final boolean biased;

    Estimator(boolean path, boolean biased) {
        this.path = path;
        this.biased = biased;
    }

    /**
     * Whether the explicit derivative of log q is left out.
     *
     * @return true for path forms
     */
    public boolean path() {
        return path;
    }

    /**
     * Whether the estimate's expectation differs from the gradient.
     *
     * @return true for relaxations of the draw
     */
    public boolean biased() {
        return biased;
    }
}
