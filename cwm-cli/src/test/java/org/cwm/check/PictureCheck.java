package org.cwm.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.cwm.data.Picture;
import org.cwm.data.PictureReader;
import org.cwm.fit.ClassifierSpec;
import org.cwm.fit.Fit;
import org.cwm.fit.FitOptions;
import org.cwm.fit.FitReport;
import org.cwm.kernel.Activation;
import org.cwm.random.RandomStream;
import org.cwm.schema.Table;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The picture of the method's paper: 200,000 draws to learn from, 50,000 fresh draws to score on. */
final class PictureCheck {

    @ParameterizedTest
    @ValueSource(strings = {"defaults", "the paper's network"})
    void beatsTheAuthorsSavedModel(String setting) {
        Picture picture = PictureReader.read(OpenData.folder().resolve("images2d/portrait.jpg"));
        Table train = picture.sample(200_000, RandomStream.of(1));
        Table fresh = picture.sample(50_000, RandomStream.of(2));
        FitOptions options = FitOptions.defaults();
        if (!setting.equals("defaults")) {
            options = options.withComponents(50).withClassifier(ClassifierSpec.mlp(Activation.TANH, 1, 128, 128, 128));
        }
        long from = System.nanoTime();
        FitReport report = Fit.fit(train, options);
        double seconds = (System.nanoTime() - from) * 1e-9;
        double[] x = fresh.points().values();
        double ceiling = 0;
        for (int i = 0; i < fresh.points().rows(); i++) {
            ceiling +=
                    picture.logDensity(x[2 * i], x[2 * i + 1]) / fresh.points().rows();
        }
        double score = TablesCheck.mean(report.model(), fresh);
        System.out.printf(
                Locale.ROOT,
                "%s: %d parameters, fresh draws %.4f nats (Gaussian mixture %.4f, true density %.4f on the same draws, "
                        + "ceiling %.4f), mean log p_true - log p_model %.4f, %.0f s%n",
                setting,
                report.model().mixture().layout().size(),
                score,
                TablesCheck.mean(report.gaussianMixture(), fresh),
                ceiling,
                picture.negativeEntropy(),
                ceiling - score,
                seconds);
        assertThat(score).isGreaterThan(0.185);
    }
}
