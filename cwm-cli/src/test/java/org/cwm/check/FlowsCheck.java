package org.cwm.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.cwm.data.Picture;
import org.cwm.data.PictureReader;
import org.cwm.fit.Fit;
import org.cwm.fit.FitOptions;
import org.cwm.fit.FitReport;
import org.cwm.fit.ModelPreset;
import org.cwm.random.RandomStream;
import org.cwm.schema.Table;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Flows on the picture of the method's paper: 200,000 draws to learn from, 50,000 fresh draws to score on. */
final class FlowsCheck {

    /** The least scores are a little below what the presets reach; the paper states 0.133 for RealNVP, 0.182 for NSF. */
    @ParameterizedTest
    @CsvSource({"REALNVP, 0.185", "NSF, 0.192", "MONF, 0.198", "CWM_NSF, 0.198"})
    void learnsThePicture(ModelPreset preset, double least) {
        Picture picture = PictureReader.read(OpenData.folder().resolve("images2d/portrait.jpg"));
        Table train = picture.sample(200_000, RandomStream.of(1));
        Table fresh = picture.sample(50_000, RandomStream.of(2));
        FitReport report = Fit.fit(train, preset.apply(train, FitOptions.defaults()));
        double[] x = fresh.points().values();
        double ceiling = 0;
        for (int i = 0; i < fresh.points().rows(); i++) {
            ceiling +=
                    picture.logDensity(x[2 * i], x[2 * i + 1]) / fresh.points().rows();
        }
        double score = TablesCheck.mean(report.model(), fresh);
        System.out.printf(
                Locale.ROOT,
                "%s: %d parameters, fresh draws %.4f nats (true density %.4f on the same draws), mean log p_true - log"
                        + " p_model %.4f, training %.0f s%n",
                preset.id(),
                report.model().mixture().layout().size(),
                score,
                ceiling,
                ceiling - score,
                report.seconds().get("train"));
        assertThat(score).isGreaterThan(least);
    }
}
