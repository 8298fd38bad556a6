package org.cwm.variational.zoo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipInputStream;
import org.cwm.io.Json;
import org.cwm.model.Points;
import org.cwm.variational.TargetDensity;
import org.cwm.variational.transform.Parameters;
import org.cwm.variational.zoo.NormalRegression.Sigma;

/**
 * Posteriors of posteriordb (Magnusson, Torgander, Burkner et al., "posteriordb: Testing, benchmarking and developing
 * Bayesian inference algorithms", 2024) with their reference draws, read from a folder that holds one folder a posterior
 * with {@code data.json} and {@code reference_draws.json.zip}. Densities are up to a constant.
 */
public final class PosteriorDatabase {

    /**
     * A posterior.
     *
     * @param name such as {@code arK-arK}
     * @param parameters values and their constraints
     * @param target on the real line
     * @param referenceValues n x {@code parameters.size()} reference draws of the values
     */
    public record Posterior(String name, Parameters parameters, TargetDensity target, Points referenceValues) {

        /**
         * The reference draws on the real line.
         *
         * @return n x {@code target.dimension()}
         */
        public Points referenceFree() {
            int d = parameters.free();
            double[] out = new double[referenceValues.rows() * d];
            for (int i = 0; i < referenceValues.rows(); i++) {
                System.arraycopy(parameters.toFree(referenceValues.row(i)), 0, out, i * d, d);
            }
            return Points.of(referenceValues.rows(), d, out);
        }
    }

    /** What a model's code and its data give. */
    private record Model(Parameters parameters, TargetDensity density) {
        static Model of(NormalRegression r) {
            return new Model(r.parameters(), r);
        }
    }

    private final Path folder;

    /**
     * A database.
     *
     * @param folder that holds one folder a posterior
     */
    public PosteriorDatabase(Path folder) {
        this.folder = folder;
    }

    /**
     * The posteriors that are known here.
     *
     * @return names, in alphabetical order
     */
    public static List<String> names() {
        return List.of(
                "arK-arK",
                "earnings-logearn_interaction",
                "eight_schools-eight_schools_noncentered",
                "garch-garch11",
                "gp_pois_regr-gp_regr",
                "kidiq-kidscore_interaction",
                "kidiq-kidscore_momiq",
                "low_dim_gauss_mix-low_dim_gauss_mix",
                "nes1972-nes",
                "sblrc-blr",
                "sblri-blr");
    }

    /**
     * Reads a posterior.
     *
     * @param name one of {@link #names()}
     * @return the posterior
     * @throws IOException if a file can't be read
     * @throws IllegalArgumentException if the name is not known or a file does not hold what it should
     */
    public Posterior read(String name) throws IOException {
        Map<?, ?> data = (Map<?, ?>)
                value(Json.parse(Files.readString(folder.resolve(name).resolve("data.json"))), name);
        Model m = model(name, data);
        return new Posterior(name, m.parameters, m.parameters.target(m.density), reference(name, m.parameters));
    }

    private static Model model(String name, Map<?, ?> data) {
        switch (name) {
            case "arK-arK" -> {
                return autoregression(data);
            }
            case "earnings-logearn_interaction" -> {
                double[] male = numbers(data, "male");
                double[] height = numbers(data, "height");
                double[] earn = numbers(data, "earn");
                return Model.of(new NormalRegression(
                        design(height, male, product(height, male)),
                        Arrays.stream(earn).map(Math::log).toArray(),
                        Double.POSITIVE_INFINITY,
                        Sigma.FLAT,
                        1));
            }
            case "eight_schools-eight_schools_noncentered" -> {
                EightSchools s = new EightSchools(numbers(data, "y"), numbers(data, "sigma"));
                return new Model(s.parameters(), s);
            }
            case "garch-garch11" -> {
                Garch g = new Garch(numbers(data, "y"), ((Number) value(data.get("sigma1"), "sigma1")).doubleValue());
                return new Model(g.parameters(), g);
            }
            case "gp_pois_regr-gp_regr" -> {
                GaussianProcess g = new GaussianProcess(numbers(data, "x"), numbers(data, "y"));
                return new Model(g.parameters(), g);
            }
            case "kidiq-kidscore_interaction" -> {
                double[] school = numbers(data, "mom_hs");
                double[] iq = numbers(data, "mom_iq");
                return kids(data, design(school, iq, product(school, iq)));
            }
            case "kidiq-kidscore_momiq" -> {
                return kids(data, design(numbers(data, "mom_iq")));
            }
            case "low_dim_gauss_mix-low_dim_gauss_mix" -> {
                GaussianPair g = new GaussianPair(numbers(data, "y"));
                return new Model(g.parameters(), g);
            }
            case "nes1972-nes" -> {
                double[] age = numbers(data, "age_discrete");
                return Model.of(new NormalRegression(
                        design(
                                numbers(data, "real_ideo"),
                                numbers(data, "race_adj"),
                                level(age, 2),
                                level(age, 3),
                                level(age, 4),
                                numbers(data, "educ1"),
                                numbers(data, "gender"),
                                numbers(data, "income")),
                        numbers(data, "partyid7"),
                        Double.POSITIVE_INFINITY,
                        Sigma.FLAT,
                        1));
            }
            case "sblrc-blr", "sblri-blr" -> {
                List<?> rows = (List<?>) value(data.get("X"), "X");
                int p = ((List<?>) rows.get(0)).size();
                double[] x = rows.stream()
                        .flatMap(r -> ((List<?>) r).stream())
                        .mapToDouble(v -> ((Number) v).doubleValue())
                        .toArray();
                return Model.of(new NormalRegression(
                        new Design(numbered(p), rows.size(), x), numbers(data, "y"), 10, Sigma.HALF_NORMAL, 10));
            }
            default -> throw new IllegalArgumentException("name: " + name + ", must be one of " + names());
        }
    }

    private static Model kids(Map<?, ?> data, Design design) {
        return Model.of(new NormalRegression(
                design, numbers(data, "kid_score"), Double.POSITIVE_INFINITY, Sigma.HALF_CAUCHY, 2.5));
    }

    /** y_t ~ N(alpha + sum of beta_k y_{t-k}, sigma): a regression on the series' own past. */
    private static Model autoregression(Map<?, ?> data) {
        double[] y = numbers(data, "y");
        int k = ((Number) value(data.get("K"), "K")).intValue();
        int n = y.length - k;
        double[] x = new double[n * (k + 1)];
        for (int i = 0; i < n; i++) {
            x[i * (k + 1)] = 1;
            for (int j = 1; j <= k; j++) {
                x[i * (k + 1) + j] = y[i + k - j];
            }
        }
        List<String> names = new java.util.ArrayList<>(numbered(k));
        names.add(0, "alpha");
        return Model.of(new NormalRegression(
                new Design(names, n, x), Arrays.copyOfRange(y, k, y.length), 10, Sigma.HALF_CAUCHY, 2.5));
    }

    /** A column of ones and the columns given. */
    private static Design design(double[]... columns) {
        int n = columns[0].length;
        int p = columns.length + 1;
        double[] x = new double[n * p];
        for (int i = 0; i < n; i++) {
            x[i * p] = 1;
            for (int j = 1; j < p; j++) {
                x[i * p + j] = columns[j - 1][i];
            }
        }
        return new Design(numbered(p), n, x);
    }

    private static List<String> numbered(int p) {
        return java.util.stream.IntStream.rangeClosed(1, p)
                .mapToObj(i -> "beta[" + i + "]")
                .toList();
    }

    private static double[] product(double[] a, double[] b) {
        double[] out = new double[a.length];
        Arrays.setAll(out, i -> a[i] * b[i]);
        return out;
    }

    private static double[] level(double[] a, double at) {
        return Arrays.stream(a).map(v -> v == at ? 1 : 0).toArray();
    }

    private static double[] numbers(Map<?, ?> data, String key) {
        return ((List<?>) value(data.get(key), key))
                .stream().mapToDouble(v -> ((Number) v).doubleValue()).toArray();
    }

    private static Object value(@org.jspecify.annotations.Nullable Object found, String name) {
        if (found == null) {
            throw new IllegalArgumentException(name + ": not in the data");
        }
        return found;
    }

    /** All chains, one after the other, as values in the order of the parameters. */
    private Points reference(String name, Parameters parameters) throws IOException {
        List<?> chains;
        try (InputStream in = Files.newInputStream(folder.resolve(name).resolve("reference_draws.json.zip"));
                ZipInputStream zip = new ZipInputStream(in)) {
            if (zip.getNextEntry() == null) {
                throw new IllegalArgumentException(name + ": no reference draws in the archive");
            }
            chains = (List<?>) value(Json.parse(new String(zip.readAllBytes(), StandardCharsets.UTF_8)), name);
        }
        int p = parameters.size();
        double[][] columns = new double[p][];
        List<String> names = parameters.names();
        for (int j = 0; j < p; j++) {
            columns[j] = column(chains, names.get(j));
        }
        int n = columns[0].length;
        double[] all = new double[n * p];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < p; j++) {
                all[i * p + j] = columns[j][i];
            }
        }
        return Points.of(n, p, all);
    }

    /** One value's draws; what the reference gives in another form is brought to this one. */
    private static double[] column(List<?> chains, String name) {
        if (name.startsWith("theta_trans")) {
            double[] theta = draws(chains, name.replace("_trans", ""));
            double[] mu = draws(chains, "mu");
            double[] tau = draws(chains, "tau");
            Arrays.setAll(theta, i -> (theta[i] - mu[i]) / tau[i]);
            return theta;
        }
        if (name.startsWith("share")) {
            double[] alpha = draws(chains, "alpha1");
            double[] beta = draws(chains, "beta1");
            double[] rest = new double[alpha.length];
            Arrays.setAll(rest, i -> 1 - alpha[i] - beta[i]);
            return name.endsWith("[1]") ? alpha : name.endsWith("[2]") ? beta : rest;
        }
        return draws(chains, name);
    }

    private static double[] draws(List<?> chains, String name) {
        return chains.stream()
                .flatMap(c -> ((List<?>) value(((Map<?, ?>) c).get(name), name)).stream())
                .mapToDouble(v -> ((Number) v).doubleValue())
                .toArray();
    }
}
