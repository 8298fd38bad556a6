package org.cwm.cli;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.cwm.fit.BaseSpec;
import org.cwm.fit.ClassifierSpec;
import org.cwm.fit.CovarianceType;
import org.cwm.fit.FitOptions;
import org.cwm.fit.FitPlan;
import org.cwm.fit.MapSpec;
import org.cwm.fit.ModelPreset;
import org.cwm.kernel.Activation;
import org.cwm.map.FlowArchitecture;
import org.cwm.schema.Table;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What can be asked of a fit. Whatever is left out is chosen from the data. */
final class FitSettings {

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            description =
                    "System to fit: gmm, realnvp, nsf, monf, cwm, cwm-nsf or cwm-realnvp. It chooses maps, classifier and"
                            + " number of components where other options don't. Default: cwm.")
    @Nullable
    String model;

    @Option(
            names = "--flow-layers",
            paramLabel = "N",
            description = "Coupling layers of each flow. Default: chosen by the model and the data.")
    @Nullable
    Integer flowLayers;

    @Option(
            names = "--flow-hidden",
            paramLabel = "H,H,..",
            description = "Units of each hidden layer of the networks in a flow's couplings. Default: chosen.")
    @Nullable
    String flowHidden;

    @Option(names = "--bins", paramLabel = "B", description = "Bins of a flow's splines. Default: chosen.")
    @Nullable
    Integer bins;

    @Option(
            names = "--spline-bound",
            paramLabel = "B",
            description = "Standard deviations within which a flow's splines bend; outside they are straight. Default:"
                    + " chosen by the model.")
    @Nullable
    Double splineBound;

    @Option(
            names = "--flow-activation",
            paramLabel = "tanh|silu|sine",
            description = "Activation of the networks in a flow's couplings. Default: silu; sine for two" + " columns.")
    @Nullable
    Activation flowActivation;

    @Option(
            names = "--flow-mixing",
            paramLabel = "none|linear",
            description =
                    "What lies between a flow's couplings: nothing, or a learned linear layer. Default: linear; none"
                            + " for two columns.")
    FlowArchitecture.@Nullable Mixing flowMixing;

    @Option(
            names = "--components",
            paramLabel = "K",
            description = "Number of components. Default: chosen by the number of rows.")
    @Nullable
    Integer components;

    @Option(
            names = "--base",
            paramLabel = "normal|scale-mixture",
            description = "Base distribution of the components: normal, or a mixture of Gaussians of several scales for"
                    + " heavy tails. Default: normal; with 32 columns and 20,000 rows or more scale-mixture.")
    @Nullable
    BaseName base;

    @Option(
            names = "--base-scales",
            paramLabel = "J",
            description = "Number of Gaussians in a scale mixture. Default: 6.")
    @Nullable
    Integer baseScales;

    @Option(
            names = "--base-range",
            paramLabel = "FROM,TO",
            description =
                    "Smallest and greatest standard deviation in a scale mixture at the start, the others between them"
                            + " in equal ratios; all are multiplied so that the base has unit variance. Default: 0.25,8.")
    @Nullable
    String baseRange;

    @Option(
            names = "--base-weights",
            paramLabel = "learned|fixed",
            description = "Whether weights and scales of a scale mixture are learned or stay as at the start. Default:"
                    + " learned.")
    @Nullable
    BaseWeights baseWeights;

    /** What becomes of a scale mixture's weights. */
    enum BaseWeights {
        LEARNED,
        FIXED;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Names of bases. */
    enum BaseName {
        NORMAL,
        SCALE_MIXTURE;

        BaseSpec spec() {
            return this == NORMAL ? BaseSpec.normal() : BaseSpec.scaleMixture();
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    @Option(
            names = "--covariance",
            paramLabel = "diagonal|full",
            description = "Shape of the components' covariance matrices. Default: full.")
    @Nullable
    CovarianceType covariance;

    @Option(
            names = "--classifier",
            paramLabel = "H,H,..|constant",
            description = "Units of each hidden layer of the classifier, such as 128,128,128; or constant, which is a"
                    + " Gaussian mixture. Default: chosen by the data.")
    @Nullable
    String classifier;

    @Option(
            names = "--activation",
            paramLabel = "tanh|silu|sine",
            description = "Non-linearity of the classifier's hidden layers. Default: sine.")
    @Nullable
    Activation activation;

    @Option(
            names = "--first-layer-scale",
            paramLabel = "S",
            description =
                    "Size of the first layer's initial weights; larger learns finer detail. Default: chosen by the"
                            + " data.")
    @Nullable
    Double firstLayerScale;

    @Option(names = "--epochs", paramLabel = "N", description = "Passes over the training rows. Default: chosen.")
    @Nullable
    Double epochs;

    @Option(
            names = "--time-limit",
            paramLabel = "TIME",
            converter = Time.class,
            description =
                    "Wall-clock limit of the fit, such as 90, 60s, 5m or 1h. Reading the data is not counted; what can"
                            + " exceed it is the pass that prepares all rows and the piece of work under way when the time is up."
                            + " Default: none.")
    @Nullable
    Duration timeLimit;

    @Option(names = "--batch-size", paramLabel = "N", description = "Rows of a gradient step. Default: chosen.")
    @Nullable
    Integer batchSize;

    @Option(names = "--learning-rate", paramLabel = "R", description = "Peak learning rate. Default: chosen.")
    @Nullable
    Double learningRate;

    @Option(
            names = "--weight-decay",
            paramLabel = "W",
            description = "Decoupled decay of the classifier's weights. Default: chosen.")
    @Nullable
    Double weightDecay;

    @Option(
            names = "--jitter",
            paramLabel = "J",
            description = "Noise added to training rows: in data units if all columns are bounded (pictures; of two"
                    + " columns along the level lines of their density), else in units of the"
                    + " row's own component. Default: chosen.")
    @Nullable
    Double jitter;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "0",
            description = "Seed of all randomness. Default: ${DEFAULT-VALUE}.")
    long seed;

    /** The options; the classifier's missing parts are those that the data would get. */
    FitOptions options(
            Table data, List<String> given, @Nullable Double validationFraction, boolean heldOutGiven, int threads) {
        FitOptions o = usage(() -> FitOptions.defaults()
                .withGiven(given)
                .withComponents(components)
                .withBase(baseSpec())
                .withCovariance(covariance)
                .withValidationFraction(validationFraction)
                .withEpochs(epochs)
                .withTimeLimit(timeLimit)
                .withBatchSize(batchSize)
                .withLearningRate(learningRate)
                .withWeightDecay(weightDecay)
                .withJitter(jitter)
                .withSeed(seed)
                .withThreads(threads));
        FitOptions chosen = usage(() -> withMaps(preset().apply(data, o)));
        ClassifierSpec spec = usage(() -> spec(data, chosen, heldOutGiven));
        return spec == null ? chosen : chosen.withClassifier(spec);
    }

    private ModelPreset preset() {
        ModelPreset preset = model == null ? ModelPreset.CWM : ModelPreset.of(model);
        if (preset.flows() && covariance != null) {
            throw Problem.usage("--covariance belongs to Gaussian components, not to the flows of --model " + model);
        }
        return preset;
    }

    private @Nullable BaseSpec baseSpec() {
        if (baseScales == null && baseRange == null && baseWeights == null) {
            return base == null ? null : base.spec();
        }
        if (base == BaseName.NORMAL) {
            throw Problem.usage("--base-scales, --base-range and --base-weights belong to --base scale-mixture");
        }
        BaseSpec spec = BaseSpec.scaleMixture();
        if (baseScales != null) {
            if (baseScales < 2) {
                throw Problem.usage("--base-scales: " + baseScales + ", must be at least 2");
            }
            spec = spec.withScales(baseScales);
        }
        if (baseRange != null) {
            double[] range = range(baseRange);
            spec = spec.withRange(range[0], range[1]);
        }
        return spec.withLearned(baseWeights != BaseWeights.FIXED);
    }

    private static double[] range(String text) {
        String[] parts = text.split(",", -1);
        try {
            if (parts.length == 2) {
                double from = Double.parseDouble(parts[0]);
                double to = Double.parseDouble(parts[1]);
                if (from > 0 && to >= from && to < Double.POSITIVE_INFINITY) {
                    return new double[] {from, to};
                }
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw Problem.usage(
                "--base-range: '" + text + "', must be two numbers above 0, the smaller first, such as 0.25,8");
    }

    private FitOptions withMaps(FitOptions options) {
        if (Stream.of(flowLayers, flowHidden, flowActivation, flowMixing, bins, splineBound)
                .allMatch(Objects::isNull)) {
            return options;
        }
        if (!(options.maps() instanceof MapSpec.Flow flow)) {
            throw Problem.usage(
                    "--bins, --spline-bound and the options that begin with --flow belong to flows: give --model with one of "
                            + "realnvp, nsf, monf, cwm-nsf and cwm-realnvp");
        }
        return options.withMaps(flow.with(
                flowLayers,
                flowHidden == null ? null : hidden("--flow-hidden", flowHidden),
                flowActivation,
                flowMixing,
                bins,
                splineBound));
    }

    private @Nullable ClassifierSpec spec(Table data, FitOptions options, boolean heldOutGiven) {
        if (classifier == null && activation == null && firstLayerScale == null) {
            return null;
        }
        if ("constant".equals(classifier)) {
            if (activation != null || firstLayerScale != null) {
                throw Problem.usage("--classifier constant has no activation and no first layer");
            }
            return ClassifierSpec.ofConstant();
        }
        ClassifierSpec chosen = FitPlan.resolve(data, options, heldOutGiven).classifier();
        int[] hidden = classifier == null ? chosen.hidden() : hidden("--classifier", classifier);
        Activation a = activation == null ? chosen.activation() : activation;
        double scale = a == chosen.activation() ? chosen.firstLayerScale() : 1;
        return ClassifierSpec.mlp(a, firstLayerScale == null ? scale : firstLayerScale, hidden);
    }

    private static int[] hidden(String option, String text) {
        try {
            return Arrays.stream(text.split(",", -1))
                    .map(String::strip)
                    .mapToInt(Integer::parseInt)
                    .toArray();
        } catch (NumberFormatException e) {
            throw Problem.usage(option + ": '" + text + "', must be numbers such as 128,128,128"
                    + (option.equals("--classifier") ? ", or constant" : ""));
        }
    }

    /** Blames the command line for values that the options refuse. */
    static <T> T usage(Supplier<T> options) {
        try {
            return options.get();
        } catch (IllegalArgumentException e) {
            throw Problem.usage(String.valueOf(e.getMessage()));
        }
    }

    /** Reads durations: a number with ms, s, m or h behind it; seconds if nothing is. */
    static final class Time implements ITypeConverter<Duration> {

        private static final Pattern FORM = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*(ms|s|m|min|h)?");

        @Override
        public Duration convert(String value) {
            String text = value.strip().toLowerCase(Locale.ROOT);
            Matcher m = FORM.matcher(text);
            if (m.matches()) {
                String unit = m.group(2) == null ? "s" : m.group(2);
                Function<Double, Double> millis = v -> switch (unit) {
                    case "ms" -> v;
                    case "s" -> v * 1e3;
                    case "h" -> v * 3.6e6;
                    default -> v * 6e4;
                };
                return Duration.ofMillis(Math.round(millis.apply(Double.parseDouble(m.group(1)))));
            }
            try {
                return Duration.parse(text);
            } catch (DateTimeParseException e) {
                throw new TypeConversionException("'" + value + "' is not a time such as 90, 60s, 5m or 1h");
            }
        }
    }
}
