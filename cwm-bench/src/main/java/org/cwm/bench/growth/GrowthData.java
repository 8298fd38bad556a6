package org.cwm.bench.growth;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.cwm.bench.jobs.EmJob;
import org.cwm.data.TableReader;
import org.cwm.fit.CovarianceType;
import org.cwm.fit.GaussianMixture;
import org.cwm.model.Points;
import org.cwm.random.RandomStream;
import org.cwm.schema.Table;

/** The rows that are learned from. */
final class GrowthData {
    /** Distance between neighbouring centres of separated components, in their standard deviations. */
    private static final double APART = 12;

    private GrowthData() {}

    /**
     * The rows of a case.
     *
     * @param c the case
     * @param flights the Parquet file of flights; read if the case asks for it
     * @return as many rows as the case has, always the same
     */
    static Table of(GrowthCase c, Path flights) {
        return switch (c.data()) {
            // one cloud that all components share, whatever their number
            case "overlapping" ->
                draw(EmJob.mixture(CovarianceType.FULL, c.dimension(), 20, 71), c.rows(), c.dimension());
            case "separated" -> draw(separated(c.components(), c.dimension()), c.rows(), c.dimension());
            case "flights" -> flights(c.rows(), flights);
            default -> throw new IllegalArgumentException("data: " + c.data());
        };
    }

    private static Table draw(GaussianMixture mixture, int rows, int dimension) {
        int threads = Runtime.getRuntime().availableProcessors();
        Points points = mixture.sample(rows, RandomStream.of(72), threads);
        List<String> names = new ArrayList<>();
        for (int d = 0; d < dimension; d++) {
            names.add("x" + d);
        }
        return Table.of(names, points);
    }

    /** Standard normal components on the first points of a cubic grid. */
    static GaussianMixture separated(int components, int dimension) {
        int side = 1;
        while (Math.pow(side, dimension) < components) {
            side++;
        }
        double[] weights = new double[components];
        Arrays.fill(weights, 1.0 / components);
        double[] means = new double[components * dimension];
        double[] factors = new double[components * dimension];
        Arrays.fill(factors, 1);
        for (int k = 0; k < components; k++) {
            int rest = k;
            for (int d = 0; d < dimension; d++) {
                means[k * dimension + d] = APART * (rest % side);
                rest /= side;
            }
        }
        return GaussianMixture.of(CovarianceType.DIAGONAL, dimension, weights, means, factors);
    }

    /** Time of day, day, delay and distance of flights, drawn at random. */
    private static Table flights(int rows, Path file) {
        String sql = "SELECT date_diff('minute', date_trunc('day', date), date) / 60.0 AS hour,"
                + " CAST(date_diff('day', TIMESTAMP '2001-01-01', date) AS DOUBLE) AS day,"
                + " CAST(delay AS DOUBLE) AS delay, CAST(distance AS DOUBLE) AS distance FROM '"
                + file.toString().replace("'", "''") + "' USING SAMPLE reservoir(" + rows + " ROWS) REPEATABLE (73)";
        return TableReader.query(sql, List.of());
    }
}
