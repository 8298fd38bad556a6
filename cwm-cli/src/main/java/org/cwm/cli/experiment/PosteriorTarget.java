package org.cwm.cli.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.cwm.model.Points;
import org.cwm.schema.UnusableDataException;
import org.cwm.variational.TargetDensity;
import org.cwm.variational.zoo.Funnel;
import org.cwm.variational.zoo.OpenTargets;
import org.cwm.variational.zoo.PosteriorDatabase;
import org.cwm.variational.zoo.Ring;
import org.jspecify.annotations.Nullable;

/**
 * A target and what is known of it.
 *
 * @param id letters, digits, hyphens
 * @param target log t
 * @param components K, 0 for the default
 * @param logEvidence log Z, NaN if it is not known
 * @param mean of each coordinate, empty if they are not known
 * @param deviation of each coordinate, empty if they are not known
 * @param quick whether it is among the targets of the quick setting
 */
record PosteriorTarget(
        String id,
        TargetDensity target,
        int components,
        double logEvidence,
        double[] mean,
        double[] deviation,
        boolean quick) {

    /** Two runs of importance sampling with 99% effective draws, standard error 0.0002. */
    static final double GERMAN_LOG_EVIDENCE = -585.0988;

    /** Importance sampling, standard error 0.004. */
    static final double IONOSPHERE_LOG_EVIDENCE = -111.614;

    private static final double[] NONE = {};

    /** Those by formula, and those of a folder if it has them. */
    static List<PosteriorTarget> all(@Nullable Path folder) throws IOException {
        List<PosteriorTarget> out = new ArrayList<>();
        out.add(ring());
        out.add(funnel());
        if (folder == null) {
            return out;
        }
        if (Files.exists(Targets.twentyComponents(folder))) {
            out.add(mixture(Targets.twentyComponents(folder)));
        }
        if (Files.exists(Targets.german(folder))) {
            out.add(new PosteriorTarget(
                    "german",
                    Targets.read(Targets.german(folder), OpenTargets::germanCredit),
                    0,
                    GERMAN_LOG_EVIDENCE,
                    NONE,
                    NONE,
                    true));
        }
        if (Files.exists(Targets.ionosphere(folder))) {
            out.add(new PosteriorTarget(
                    "ionosphere",
                    Targets.read(Targets.ionosphere(folder), OpenTargets::ionosphere),
                    0,
                    IONOSPHERE_LOG_EVIDENCE,
                    NONE,
                    NONE,
                    false));
        }
        for (String name : PosteriorDatabase.names()) {
            Path posteriors = Targets.posteriors(folder);
            if (Files.isDirectory(posteriors.resolve(name))) {
                out.add(posterior(new PosteriorDatabase(posteriors), name));
            }
        }
        if (out.size() == 2) {
            throw new UnusableDataException("holds no target; "
                    + "posteriordb/NAME/{data.json,reference_draws.json.zip}, vi_logreg/german.data-numeric,"
                    + " vi_logreg/ionosphere.csv or vi_synthetic/svbmc_gmm20.csv is expected");
        }
        return out;
    }

    /** Density of the radius in proportion to r exp(-(r - R)^2 / (2 s^2)): E r^2 = R^2 + 3 s^2. */
    private static PosteriorTarget ring() {
        Ring ring = Ring.standard();
        double deviation = Math.sqrt((ring.radius() * ring.radius() + 3 * ring.width() * ring.width()) / 2);
        return new PosteriorTarget(
                "ring",
                ring,
                20,
                ring.logEvidence(),
                new double[] {ring.x(), ring.y()},
                new double[] {deviation, deviation},
                true);
    }

    /** Var x_i = E exp(x_1) = exp(scale^2 / 2). */
    private static PosteriorTarget funnel() {
        Funnel funnel = Funnel.standard();
        double[] deviation = new double[funnel.dimension()];
        Arrays.fill(deviation, Math.exp(funnel.scale() * funnel.scale() / 4));
        deviation[0] = funnel.scale();
        return new PosteriorTarget("funnel", funnel, 0, 0, new double[funnel.dimension()], deviation, false);
    }

    private static PosteriorTarget mixture(Path file) throws IOException {
        TargetDensity target = Targets.read(file, OpenTargets::twentyComponents);
        double[][] rows = Files.readAllLines(file).stream()
                .skip(1)
                .filter(line -> !line.isBlank())
                .map(line -> Arrays.stream(line.split(","))
                        .mapToDouble(Double::parseDouble)
                        .toArray())
                .toArray(double[][]::new);
        double[] mean = new double[2];
        double[] deviation = new double[2];
        for (int d = 0; d < 2; d++) {
            double square = 0;
            for (double[] row : rows) {
                mean[d] += row[d] / rows.length;
                square += (row[d] * row[d] + row[2 + 2 * d]) / rows.length;
            }
            deviation[d] = Math.sqrt(square - mean[d] * mean[d]);
        }
        return new PosteriorTarget("mixture", target, 30, 0, mean, deviation, true);
    }

    private static final List<String> QUICK = List.of(
            "eight_schools-eight_schools_noncentered", "low_dim_gauss_mix-low_dim_gauss_mix", "kidiq-kidscore_momiq");

    /** The model of a posterior named {@code data-model}; with its data if these have the model in common with others. */
    static String id(String name) {
        String model = name.substring(name.indexOf('-'));
        boolean alone = PosteriorDatabase.names().stream()
                        .filter(other -> other.endsWith(model))
                        .count()
                == 1;
        return (alone ? model.substring(1) : name).replace('_', '-');
    }

    private static PosteriorTarget posterior(PosteriorDatabase database, String name) throws IOException {
        PosteriorDatabase.Posterior p;
        try {
            p = database.read(name);
        } catch (IllegalArgumentException | ClassCastException e) {
            throw Targets.unusable(name, e);
        }
        Points draws = p.referenceFree();
        int d = draws.columns();
        double[] mean = new double[d];
        double[] deviation = new double[d];
        for (int j = 0; j < d; j++) {
            for (int i = 0; i < draws.rows(); i++) {
                mean[j] += draws.get(i, j) / draws.rows();
            }
            double square = 0;
            for (int i = 0; i < draws.rows(); i++) {
                square += Math.pow(draws.get(i, j) - mean[j], 2) / (draws.rows() - 1.0);
            }
            deviation[j] = Math.sqrt(square);
        }
        return new PosteriorTarget(id(name), p.target(), 0, Double.NaN, mean, deviation, QUICK.contains(name));
    }
}
