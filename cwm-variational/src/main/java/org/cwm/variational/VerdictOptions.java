package org.cwm.variational;

/**
 * What a verdict costs.
 *
 * @param draws number of draws from q, at least 100
 * @param defensiveDraws number of draws from the defensive proposal, at least 100
 * @param threads number of threads, at least 1; the result does not depend on it
 */
public record VerdictOptions(int draws, int defensiveDraws, int threads) {

    /** Checks the ranges. */
    public VerdictOptions {
        require(draws >= 100, "draws", draws, "at least 100");
        require(defensiveDraws >= 100, "defensiveDraws", defensiveDraws, "at least 100");
        require(threads >= 1, "threads", threads, "at least 1");
    }

    private static void require(boolean ok, String name, int value, String allowed) {
        if (!ok) {
            throw new IllegalArgumentException(name + ": " + value + ", must be " + allowed);
        }
    }

    /**
     * 20,000 draws of each kind, one thread.
     *
     * @return the defaults
     */
    public static VerdictOptions defaults() {
        return new VerdictOptions(20_000, 20_000, 1);
    }

    /**
     * These options with other numbers of draws.
     *
     * @param fromModel number of draws from q
     * @param defensive number of draws from the defensive proposal
     * @return new options
     */
    public VerdictOptions withDraws(int fromModel, int defensive) {
        return new VerdictOptions(fromModel, defensive, threads);
    }

    /**
     * These options with another number of threads.
     *
     * @param value at least 1
     * @return new options
     */
    public VerdictOptions withThreads(int value) {
        return new VerdictOptions(draws, defensiveDraws, value);
    }
}
