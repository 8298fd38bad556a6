package org.cwm.cli.experiment;

import java.util.ArrayList;
import java.util.List;
import org.cwm.cli.charts.ColourScale;
import org.cwm.cli.charts.Frame;
import org.cwm.cli.charts.Grid;
import org.cwm.cli.charts.HeatMap;
import org.cwm.cli.charts.Range;
import org.cwm.cli.charts.Sheet;
import org.cwm.data.Picture;
import org.cwm.model.Points;
import org.cwm.schema.Domain;

/** Densities of two columns side by side in one scale of colours. */
final class Pictures {

    private static final int CELLS = 240;

    private final TrialData data;
    private final int threads;
    private final List<String> titles = new ArrayList<>();
    private final List<Grid> grids = new ArrayList<>();
    private final Range x;
    private final Range y;

    Pictures(TrialData data, int threads) {
        this.data = data;
        this.threads = threads;
        x = range(0);
        y = range(1);
        titles.add(data.truth() == null ? "Test rows" : "Truth");
        grids.add(data.truth() == null ? histogram() : truth(data.truth()));
    }

    private Range range(int column) {
        if (data.train().columns().get(column).domain() instanceof Domain.Bounded b) {
            return new Range(b.lower(), b.upper());
        }
        Points p = data.train().points();
        double[] v = new double[p.rows()];
        for (int i = 0; i < v.length; i++) {
            v[i] = p.get(i, column);
        }
        return Range.of(v, 0.0005, 0.06);
    }

    private Grid histogram() {
        Points p = data.test().points();
        int bins = (int) Math.max(20, Math.min(120, Math.sqrt(p.rows() / 2.0)));
        return Grid.ofPoints(p, 0, 1, x, y, bins, bins);
    }

    private Grid truth(Picture picture) {
        double[] v = new double[CELLS * CELLS];
        for (int i = 0; i < CELLS; i++) {
            for (int j = 0; j < CELLS; j++) {
                v[i * CELLS + j] = picture.density(x.at((j + 0.5) / CELLS), y.at((i + 0.5) / CELLS));
            }
        }
        return new Grid(x, y, CELLS, CELLS, v);
    }

    void add(String title, org.cwm.model.Density model) {
        titles.add(title);
        grids.add(Grid.ofDensity(model, x, y, CELLS, CELLS, threads));
    }

    Sheet sheet(String headline) {
        boolean bounded = data.train().columns().stream().allMatch(c -> c.domain() instanceof Domain.Bounded);
        // where the truth is known its colours are the right ones, however far off a model is
        ColourScale scale =
                ColourScale.ofDensities(data.truth() == null ? grids.toArray(Grid[]::new) : new Grid[] {grids.get(0)});
        int columns = grids.size() == 4 ? 2 : Math.min(3, grids.size());
        Sheet sheet = new Sheet(headline, data.name(), columns, 470, 410);
        for (int i = 0; i < grids.size(); i++) {
            Frame frame = new Frame(
                    titles.get(i),
                    data.train().names().get(0),
                    data.train().names().get(1),
                    x,
                    y,
                    bounded ? 1 : 0);
            sheet.add(new HeatMap(frame, grids.get(i), scale, "density"));
        }
        return sheet;
    }
}
