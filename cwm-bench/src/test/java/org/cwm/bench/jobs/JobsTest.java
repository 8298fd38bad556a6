package org.cwm.bench.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.cwm.fit.CovarianceType;
import org.cwm.fit.EmReport;
import org.cwm.kernel.Kernels;
import org.cwm.kernel.ScalarKernels;
import org.cwm.model.ClassifierWeightedMixture;
import org.cwm.model.Points;
import org.cwm.simd.VectorKernels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is measured is the work that is counted, and its results are right. */
class JobsTest {

    @ParameterizedTest
    @EnumSource
    void productsAreProducts(KernelShape shape) {
        for (Kernels kernels : new Kernels[] {new ScalarKernels(), new VectorKernels()}) {
            KernelShape.Product p = shape.product();
            p.run(kernels);
            // sums of products of standard normal numbers: each rounding is at most 2^-24 of a partial sum
            double tolerance = p.steps() * Math.ulp(0.5f) * 10 * Math.sqrt(p.steps());
            double worst = 0;
            for (int i = 0; i < p.rows(); i++) {
                for (int j = 0; j < p.columns(); j++) {
                    worst = Math.max(worst, Math.abs(p.result(i, j) - p.element(i, j)));
                }
            }
            assertThat(worst).isLessThanOrEqualTo(tolerance);
        }
    }

    @Test
    void operationsCountTheWantedProductsOnly() {
        assertThat(KernelShape.FORWARD_128_50.operations()).isEqualTo(2.0 * 120 * 128 * 50);
        assertThat(Shape.PICTURE.forwardOperations()).isEqualTo(2.0 * (2 * 128 + 128 * 128 * 2 + 128 * 50));
    }

    @ParameterizedTest
    @EnumSource
    void everyComponentOfEveryPointCounts(Shape shape) {
        ClassifierWeightedMixture model = shape.model();
        Points points = shape.points(200);
        for (int i = 0; i < points.rows(); i++) {
            // far above what the way back takes as zero
            assertThat(Arrays.stream(model.responsibilities(points.row(i)))
                            .min()
                            .orElseThrow())
                    .isGreaterThan(1e-9);
        }
    }

    @Test
    void stepReturnsLogLikelihoodAndItsGradient() {
        int batch = 100;
        ClassifierWeightedMixture model = Shape.TABLE.model();
        double[] logDensity = new double[batch];
        Points points = Shape.TABLE.points(batch);
        model.logDensity(points, logDensity, 1);
        try (StepJob job = new StepJob(Shape.TABLE, batch, 0, 2)) {
            double mean = job.run();
            // the classifier works in float32
            assertThat(mean).isCloseTo(Arrays.stream(logDensity).average().orElseThrow(), within(1e-5));
            float[] parameters = model.parameters();
            float[] gradient = job.gradient();
            int last = parameters.length - 1;
            // a bias of the last layer: the sum of r - w over all rows (point, component)
            float h = 1e-2f;
            double up = sum(model, parameters, points, last, h);
            double down = sum(model, parameters, points, last, -h);
            assertThat((double) gradient[last]).isCloseTo((up - down) / (2 * h), within(1e-2));
        }
    }

    private static double sum(ClassifierWeightedMixture model, float[] parameters, Points points, int i, float h) {
        float[] moved = parameters.clone();
        moved[i] += h;
        double[] out = new double[points.rows()];
        model.withParameters(moved).logDensity(points, out, 1);
        return Arrays.stream(out).sum();
    }

    @ParameterizedTest
    @EnumSource
    void emDoesTheIterationsAskedFor(CovarianceType type) {
        EmReport report = new EmJob(2000, 3, 4, type, 3, 1).run();
        assertThat(report.logLikelihoods()).hasSize(4);
    }

    @Test
    void emOperations() {
        // 6 numbers of a triangle and 3 of a mean, a multiply-add each, there and back
        assertThat(EmJob.operations(10, 3, 4, CovarianceType.FULL)).isEqualTo(2.0 * 2 * 9 * 4 * 10);
    }
}
