package org.cwm.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.cwm.data.DataException;
import org.cwm.fit.FitProgress;
import org.cwm.fit.FittedModel;
import org.cwm.fit.Provenance;
import org.cwm.model.Points;
import org.cwm.schema.Column;
import org.cwm.schema.Schema;
import org.cwm.schema.Table;
import org.cwm.schema.Transform;
import org.cwm.variational.Posterior;
import org.cwm.variational.TargetDensity;
import org.cwm.variational.VariationalFit;
import org.cwm.variational.VariationalOptions;
import org.cwm.variational.VariationalProgress;
import org.cwm.variational.Verdict;
import org.cwm.variational.zoo.Design;
import org.cwm.variational.zoo.LogisticRegression;
import org.cwm.variational.zoo.NormalRegression;
import org.cwm.variational.zoo.PoissonRegression;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** The verbs of {@code cwm infer}: one a likelihood. */
@SuppressWarnings("NullAway.Init") // the parser fills the fields
abstract class RegressionCommand implements Callable<Integer> {

    @ParentCommand
    private InferCommand infer;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "DATA",
            description = "CSV, TSV, JSON lines or Parquet file with the label and the columns it depends on.")
    private @Nullable String data;

    @Option(
            names = "--sql",
            paramLabel = "QUERY",
            description = "Read the result of a query in DuckDB's dialect instead of DATA.")
    private @Nullable String sql;

    @Option(names = "--label", paramLabel = "Y", required = true, description = "Column that is to be explained.")
    private String label;

    @Option(
            names = "--columns",
            paramLabel = "A,B,..",
            split = ",",
            description = "Columns that explain it. Default: all others.")
    private List<String> columns = List.of();

    @Option(
            names = "--prior-scale",
            paramLabel = "S",
            defaultValue = "10",
            description = "Standard deviation of the normal prior of every coefficient, after columns are standardised,"
                    + " and of the intercept; in linear regressions also the scale of sigma's prior. It should not be"
                    + " far below the label's mean and standard deviation there: raise it, or divide the label."
                    + " Default: ${DEFAULT-VALUE}.")
    private double priorScale;

    @Option(
            names = "--intercept",
            description =
                    "Add a coefficient for a column of ones. Without it, columns that are centred (zscore) predict 0"
                            + " (linear), one half (logistic) or the rate 1 (poisson) at their means.")
    private boolean intercept;

    @Option(
            names = "--standardise",
            paramLabel = "zscore|std|none",
            defaultValue = "zscore",
            description = "What is done to each column first: less its mean and divided by its standard deviation; only"
                    + " divided; nothing. Coefficients are then per standard deviation of their column. A constant column is"
                    + " not divided; zscore makes it 0. Default: ${DEFAULT-VALUE}.")
    private Design.Standardise standardise;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "MODEL",
            description = "Model file to write, a density of the coefficients. Default: posterior.cwm.")
    private String output = "posterior.cwm";

    @Option(
            names = "--components",
            paramLabel = "K",
            defaultValue = "0",
            description = "Number of components. Default: chosen by the number of coefficients.")
    private int components;

    @Option(
            names = "--time-limit",
            paramLabel = "TIME",
            converter = FitSettings.Time.class,
            description = "Wall-clock limit of the fit, such as 90, 60s or 5m. Default: none.")
    private @Nullable Duration timeLimit;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "0",
            description = "Seed of all randomness. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Mixin
    private final ThreadsOption threads = new ThreadsOption();

    @Mixin
    private final JsonOption json = new JsonOption();

    /** Name of the likelihood. */
    abstract String kind();

    /** What is predicted where x beta is 0, in words. */
    abstract String atNought();

    /** What to warn of beside what all regressions have in common. */
    List<String> warnings(Design design, double[] y, boolean intercept, double scale) {
        return List.of();
    }

    /** The posterior; an argument that the data does not allow is an {@code IllegalArgumentException}. */
    abstract TargetDensity target(Design design, double[] y, double scale);

    /** {@code cwm infer logistic}. */
    @Command(
            name = "logistic",
            description = "The label is 0 or 1 (or has two values: the greater one counts as 1): P(y = 1) = 1 / (1 +"
                    + " exp(-x beta)), beta ~ N(0, S^2).")
    static final class Logistic extends RegressionCommand {
        @Override
        String kind() {
            return "logistic";
        }

        @Override
        String atNought() {
            return "one half";
        }

        @Override
        TargetDensity target(Design design, double[] y, double scale) {
            double[] values = Arrays.stream(y).distinct().sorted().toArray();
            if (values.length != 2) {
                throw new IllegalArgumentException(
                        values.length == 1
                                ? "every row has the value " + values[0] + ", two values are needed"
                                : values.length + " different values, must be two, such as 0 and 1");
            }
            double[] binary = Arrays.stream(y).map(v -> v == values[1] ? 1 : 0).toArray();
            return new LogisticRegression(design, binary, scale);
        }
    }

    /** {@code cwm infer linear}. */
    @Command(
            name = "linear",
            description = "The label is a number: y ~ N(x beta, sigma^2), beta ~ N(0, S^2), sigma ~ half-normal(S). The"
                    + " model's last column is log(sigma).")
    static final class Linear extends RegressionCommand {
        @Override
        String kind() {
            return "linear";
        }

        @Override
        String atNought() {
            return "0";
        }

        @Override
        TargetDensity target(Design design, double[] y, double scale) {
            return new NormalRegression(design, y, scale, NormalRegression.Sigma.HALF_NORMAL, scale).target();
        }

        @Override
        List<String> warnings(Design design, double[] y, boolean intercept, double scale) {
            return RegressionWarnings.label(design, y, intercept, scale);
        }
    }

    /** {@code cwm infer poisson}. */
    @Command(name = "poisson", description = "The label is a count: y ~ Poisson(exp(x beta)), beta ~ N(0, S^2).")
    static final class Poisson extends RegressionCommand {
        @Override
        String kind() {
            return "poisson";
        }

        @Override
        String atNought() {
            return "the rate 1";
        }

        @Override
        TargetDensity target(Design design, double[] y, double scale) {
            return new PoissonRegression(design, y, scale);
        }
    }

    @Override
    public Integer call() {
        Main main = infer.main();
        if (!(priorScale > 0) || !Double.isFinite(priorScale)) {
            throw Problem.usage("--prior-scale: " + priorScale + ", must be above 0 and finite");
        }
        if (components < 0) {
            throw Problem.usage("--components: " + components + ", must be at least 1");
        }
        int threadCount = threads.count();
        Path file = Outputs.file(output);
        long begin = System.nanoTime();
        DataOptions.Rows rows = read();
        Regression regression = regression(rows);
        List<String> warnings = warnings(regression);
        main.warn(warnings);
        TargetDensity target = regression.target();
        Posterior posterior;
        try (ProgressBar bar = new ProgressBar(main)) {
            posterior = VariationalFit.fit(target, options(threadCount), p -> bar.progress(news(p)));
        }
        Verdict verdict = posterior.verdict();
        FittedModel model = model(posterior, verdict, regression, rows);
        Models.write(model, file);
        InferSummary summary = new InferSummary(
                kind(),
                rows.name(),
                rows.table().points().rows(),
                verdict,
                model,
                regression.design(),
                standardise,
                warnings,
                posterior.targetEvaluations(),
                (System.nanoTime() - begin) * 1e-9,
                file);
        if (json.json) {
            json.print(main.terminal(), summary.json());
        } else {
            summary.lines().forEach(main.terminal().out()::println);
        }
        return verdict.trusted() ? ExitCode.DONE : ExitCode.NOT_CONVERGED;
    }

    /** A regression's data in the form that its posterior is made of. */
    private record Regression(Design design, double[] y, TargetDensity target) {}

    private List<String> warnings(Regression r) {
        List<String> all = new ArrayList<>(RegressionWarnings.constants(r.design(), standardise));
        all.addAll(RegressionWarnings.noIntercept(standardise, intercept, atNought()));
        all.addAll(warnings(r.design(), r.y(), intercept, priorScale));
        return all;
    }

    private DataOptions.Rows read() {
        try {
            return DataOptions.table(data, sql, wanted());
        } catch (DataException e) {
            throw "logistic".equals(kind()) ? WordLabel.explained(e, label, data) : e;
        }
    }

    /** The columns to read: the label and those that explain it, or all. */
    private List<String> wanted() {
        if (columns.isEmpty()) {
            return List.of();
        }
        if (columns.contains(label)) {
            throw Problem.usage("--columns: '" + label + "' is the label");
        }
        List<String> all = new ArrayList<>(columns);
        all.add(label);
        return all;
    }

    private VariationalOptions options(int threadCount) {
        VariationalOptions o = VariationalOptions.defaults()
                .withComponents(components)
                .withSeed(seed)
                .withThreads(threadCount);
        return timeLimit == null ? o : o.withTimeLimit(timeLimit);
    }

    private static FitProgress news(VariationalProgress p) {
        return new FitProgress(
                p.phase(), p.share(), Double.NaN, Double.isFinite(p.elbo()) ? "ELBO " + Numbers.nats(p.elbo()) : "");
    }

    private Regression regression(DataOptions.Rows rows) {
        Table table = rows.table();
        int at = table.names().indexOf(label);
        if (at < 0) {
            throw Problem.unusable(
                    rows.name() + ": there is no column '" + label + "', only " + Numbers.list(table.names(), 8));
        }
        List<String> names = new ArrayList<>(table.names());
        names.remove(at);
        if (names.isEmpty() && !intercept) {
            throw Problem.unusable(rows.name() + ": no column but the label, and no --intercept");
        }
        if (intercept && names.contains(Design.INTERCEPT)) {
            throw Problem.usage("--intercept: the data has a column of the name '" + Design.INTERCEPT + "'");
        }
        Points p = table.points();
        if (p.rows() == 0) {
            throw Problem.unusable(rows.name() + ": no rows");
        }
        double[] x = new double[p.rows() * names.size()];
        double[] y = new double[p.rows()];
        for (int i = 0; i < p.rows(); i++) {
            int to = i * names.size();
            for (int j = 0; j < p.columns(); j++) {
                if (j == at) {
                    y[i] = p.get(i, j);
                } else {
                    x[to++] = p.get(i, j);
                }
            }
        }
        try {
            Design design = Design.of(names, p.rows(), x, standardise, intercept);
            return new Regression(design, y, target(design, y, priorScale));
        } catch (IllegalArgumentException e) {
            // what is at fault is called y there
            String fault = String.valueOf(e.getMessage()).replaceFirst("^y: ", "");
            throw Problem.unusable(rows.name() + ": column '" + label + "': " + fault, e);
        }
    }

    private FittedModel model(Posterior posterior, Verdict verdict, Regression regression, DataOptions.Rows rows) {
        TreeMap<String, String> settings = new TreeMap<>();
        settings.put("posterior", kind() + " regression");
        settings.put("label", label);
        settings.put("priorScale", String.valueOf(priorScale));
        settings.put("intercept", String.valueOf(intercept));
        settings.put("standardise", standardise.name().toLowerCase(java.util.Locale.ROOT));
        Design design = regression.design();
        for (int j = 0; j < design.columns() && standardise != Design.Standardise.NONE; j++) {
            // by name, as settings are text
            settings.put(
                    "centre." + design.names().get(j),
                    String.valueOf(design.scalings().get(j).centre()));
            settings.put(
                    "scale." + design.names().get(j),
                    String.valueOf(design.scalings().get(j).scale()));
        }
        settings.put("seed", String.valueOf(seed));
        settings.put("elbo", String.valueOf(verdict.elbo()));
        settings.put("logEvidence", String.valueOf(verdict.logEvidence()));
        settings.put("trusted", String.valueOf(verdict.trusted()));
        List<String> names = regression.target().names();
        Schema schema = new Schema(
                names.stream().map(Column::real).toList(),
                names.stream()
                        .map(n -> (Transform) new Transform.Standardise(0, 1))
                        .toList());
        return FittedModel.of(
                schema,
                posterior.q(),
                Provenance.ofPosterior(
                        rows.name(),
                        rows.table().points(),
                        settings,
                        verdict.trusted() ? "trusted" : String.join("; ", verdict.reasons())),
                new double[0]);
    }
}
