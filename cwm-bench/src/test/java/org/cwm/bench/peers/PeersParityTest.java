package org.cwm.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is timed computes what the others compute: {@code bench/peers/fixture.py} wrote the same numbers in double
 * precision. A log density's error in float32 is a few times sqrt(20) * 6e-8; 1e-5 leaves room for nothing else.
 */
class PeersParityTest {
    private static final double TOLERANCE = 1e-5;

    @Test
    void logDensitiesAndGradientAreThoseOfTheOthers(@TempDir Path out) throws Exception {
        Path folder = folder();
        try (MixtureJobs jobs = new MixtureJobs(new ProblemFolder(folder), 2)) {
            jobs.writeParity(out);
        }
        Files.copy(folder.resolve("problem.properties"), out.resolve("problem.properties"));
        ProblemFolder ours = new ProblemFolder(out);
        ProblemFolder theirs = new ProblemFolder(folder);
        double[] expected = theirs.doubles("logDensity");
        double[] actual = ours.doubles("logDensity");
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            assertThat(Math.abs(actual[i] - expected[i])).as("point %d", i).isLessThan(TOLERANCE);
        }
        double[] g = theirs.doubles("gradient");
        double[] h = ours.doubles("gradient");
        assertThat(h).hasSameSizeAs(g);
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < g.length; i++) {
            difference += (g[i] - h[i]) * (g[i] - h[i]);
            norm += g[i] * g[i];
        }
        assertThat(Math.sqrt(difference / norm)).isLessThan(TOLERANCE);
    }

    private static Path folder() throws URISyntaxException {
        URL file = PeersParityTest.class.getResource("/peers/problem.properties");
        return Objects.requireNonNull(
                Path.of(Objects.requireNonNull(file).toURI()).getParent());
    }
}
