package org.cwm.check;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.cwm.data.TableReader;
import org.cwm.model.Points;
import org.cwm.schema.ColumnSummary;
import org.cwm.schema.Table;

/** Open data sets that the project does not ship; system property {@code cwm.data} names their folder. */
final class OpenData {

    private OpenData() {}

    /** Training and test rows of one split. */
    record Split(String name, Table train, Table test) {

        /** Sum of the log standard deviations of the training columns: turns data nats into z-score nats. */
        double logScale() {
            Points p = train.points();
            double sum = 0;
            for (int j = 0; j < p.columns(); j++) {
                sum += Math.log(
                        ColumnSummary.of(p.values(), p.rows(), p.columns(), j).standardDeviation());
            }
            return sum;
        }
    }

    static Path folder() {
        String folder = System.getProperty("cwm.data", "");
        if (folder.isEmpty() || !Files.isDirectory(Path.of(folder))) {
            throw new IllegalStateException("give the folder of the data sets with -Dcwm.data=FOLDER");
        }
        return Path.of(folder);
    }

    /** Split 0 of a UCI set, without some of its columns. */
    static Split uci(String label, String name, int... dropped) {
        Path set = folder().resolve("tabular").resolve(name);
        Table all = TableReader.read(set.resolve("data.csv.gz"), List.of());
        Table mask = TableReader.read(set.resolve("test_mask.csv.gz"), List.of());
        List<String> kept = new ArrayList<>();
        for (int j = 0; j < all.columns().size(); j++) {
            int column = j;
            if (Arrays.stream(dropped).noneMatch(x -> x == column)) {
                kept.add(all.names().get(j));
            }
        }
        Table data = all.project(kept);
        List<Integer> train = new ArrayList<>();
        List<Integer> test = new ArrayList<>();
        for (int i = 0; i < data.points().rows(); i++) {
            (mask.points().get(i, 0) > 0.5 ? test : train).add(i);
        }
        return new Split(
                label,
                data.select(train.stream().mapToInt(i -> i).toArray()),
                data.select(test.stream().mapToInt(i -> i).toArray()));
    }

    static Split protein9() {
        return uci("protein9", "protein", 0);
    }

    /** The other column of the correlated pair left out. */
    static Split protein9WithoutColumn4() {
        return uci("protein9 (column 4 dropped)", "protein", 4);
    }

    static Split redwine11() {
        return uci("redwine11", "wine", 11);
    }

    static Split parkinsons13() {
        return uci("parkinsons13", "parkinsons", 0, 1, 2, 6, 8, 10, 12, 14);
    }
}
