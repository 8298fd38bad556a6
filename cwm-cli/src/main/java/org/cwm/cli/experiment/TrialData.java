package org.cwm.cli.experiment;

import java.util.Arrays;
import java.util.Locale;
import org.cwm.data.Picture;
import org.cwm.random.RandomStream;
import org.cwm.schema.Table;
import org.jspecify.annotations.Nullable;

/**
 * Rows to fit and rows that no fit sees.
 *
 * @param name for titles
 * @param train rows to fit
 * @param test rows to score, same columns
 * @param truth the picture that both were drawn from, or null
 */
public record TrialData(
        String name, Table train, Table test, @Nullable Picture truth) {

    private static final long DRAWS = 0x7e57;

    /**
     * Draws of a picture: the test rows are fresh.
     *
     * @param name for titles
     * @param picture the density
     * @param train number of rows to fit
     * @param test number of rows to score
     * @param seed of the draws
     * @return the data
     */
    public static TrialData of(String name, Picture picture, int train, int test, long seed) {
        RandomStream random = RandomStream.of(seed).split(DRAWS);
        return new TrialData(
                name, picture.sample(train, random.split(1)), picture.sample(test, random.split(2)), picture);
    }

    /**
     * A table of which a part is set aside by chance.
     *
     * @param name for titles
     * @param table all rows
     * @param share of the rows to set aside, in (0, 1)
     * @param seed of the choice
     * @return the data
     */
    public static TrialData split(String name, Table table, double share, long seed) {
        int n = table.points().rows();
        int[] order = RandomStream.of(seed).split(DRAWS).permutation(n);
        int tests = Math.max(1, (int) Math.round(share * n));
        int[] test = Arrays.copyOf(order, tests);
        int[] rest = Arrays.copyOfRange(order, tests, n);
        Arrays.sort(test);
        Arrays.sort(rest);
        return new TrialData(name, table.select(rest), table.select(test), null);
    }

    /** What was read, in whole sentences. */
    String setting() {
        return String.format(
                Locale.ROOT,
                "%s: %,d rows to fit, %,d other rows to score. Log-likelihoods are means in nats a row, in the units of the"
                        + " data.",
                name,
                train.points().rows(),
                test.points().rows());
    }

    /** Something that changes with the rows. */
    String fingerprint() {
        return train.names() + " " + train.points().rows() + " "
                + Arrays.hashCode(train.points().values()) + " " + test.points().rows() + " "
                + Arrays.hashCode(test.points().values());
    }
}
