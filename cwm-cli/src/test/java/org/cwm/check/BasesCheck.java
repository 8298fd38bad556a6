package org.cwm.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.cwm.base.ScaleMixture;
import org.cwm.data.Patches;
import org.cwm.fit.BaseSpec;
import org.cwm.fit.Checkpoints;
import org.cwm.fit.Fit;
import org.cwm.fit.FitListener;
import org.cwm.fit.FitOptions;
import org.cwm.fit.FitReport;
import org.cwm.model.Points;
import org.cwm.random.RandomStream;
import org.cwm.schema.Table;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The same fits over a normal base and over a mixture of scales: UCI tables, scored on the test rows in the space z-scored
 * by the training rows, and natural patches of 160 pictures, scored on patches of 40 others.
 *
 * <p>System properties: {@code cwm.components}, {@code cwm.seconds} (limit of each fit of patches, 240), {@code cwm.rows}
 * (patches, 200,000), {@code cwm.scales} as {@code J,least,greatest} (else the default scales).
 */
final class BasesCheck {

    private static final int SIDE = 8;
    private static final int HELD_OUT_PICTURES = 40;
    private static final int HELD_OUT_PATCHES = 20_000;

    @ParameterizedTest
    @ValueSource(strings = {"protein9", "protein9-4", "redwine11", "parkinsons13"})
    void tables(String name) {
        OpenData.Split split =
                switch (name) {
                    case "protein9" -> OpenData.protein9();
                    case "protein9-4" -> OpenData.protein9WithoutColumn4();
                    case "redwine11" -> OpenData.redwine11();
                    default -> OpenData.parkinsons13();
                };
        for (BaseSpec base : bases()) {
            FitOptions options = FitOptions.defaults()
                    .withBase(base)
                    .withComponents(Integer.getInteger("cwm.components"))
                    .withSeed(Integer.getInteger("cwm.seed", 0));
            long from = System.nanoTime();
            FitReport report = Fit.fit(split.train(), options);
            print(name, base, report, split.test(), split.logScale(), from);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {50, 100})
    void patches(int components) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(OpenData.folder().resolve("bsds300/train"))) {
            files = all.sorted().toList();
        }
        // every fifth picture, by name, is held out
        List<Path> train = new ArrayList<>();
        List<Path> test = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            (i % (files.size() / HELD_OUT_PICTURES) == 0 ? test : train).add(files.get(i));
        }
        int rows = Integer.getInteger("cwm.rows", 200_000);
        Table rowsOf = table(Patches.of(train).draw(rows, SIDE, RandomStream.of(1)));
        Table testRows = table(Patches.of(test).draw(HELD_OUT_PATCHES, SIDE, RandomStream.of(2)));
        for (BaseSpec base : bases()) {
            FitOptions options = FitOptions.defaults()
                    .withBase(base)
                    .withComponents(components)
                    .withTimeLimit(Duration.ofSeconds(Integer.getInteger("cwm.seconds", 240)));
            long from = System.nanoTime();
            FitReport report = Fit.fit(rowsOf, options, FitListener.SILENT, Checkpoints.NONE);
            print("patches K = " + components, base, report, testRows, 0, from);
        }
    }

    private static Table table(Points points) {
        return Table.of(
                IntStream.range(0, points.columns()).mapToObj(i -> "p" + i).toList(), points);
    }

    private static List<BaseSpec> bases() {
        String scales = System.getProperty("cwm.scales", "");
        if (scales.isEmpty()) {
            return List.of(BaseSpec.normal(), BaseSpec.scaleMixture());
        }
        List<BaseSpec> all = new ArrayList<>();
        for (String s : scales.split(";")) {
            String[] p = s.split(",");
            all.add(new BaseSpec(Integer.parseInt(p[0]), Double.parseDouble(p[1]), Double.parseDouble(p[2]), true));
        }
        return all;
    }

    private static void print(String name, BaseSpec base, FitReport report, Table test, double scale, long from) {
        double score = TablesCheck.mean(report.model(), test) + scale;
        System.out.printf(
                Locale.ROOT,
                "%s, %s: K = %d, test %.3f nats a row (its start %.3f), %s, %s, %.0f s%n",
                name,
                base,
                report.model().mixture().components(),
                score,
                TablesCheck.mean(report.gaussianMixture(), test) + scale,
                report.seconds(),
                report.model().provenance().stopReason(),
                (System.nanoTime() - from) * 1e-9);
        if (report.model().mixture().base() instanceof ScaleMixture s) {
            System.out.println("    " + s);
        }
        assertThat(score).isFinite();
    }
}
