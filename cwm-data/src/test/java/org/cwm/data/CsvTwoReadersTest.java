package org.cwm.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.cwm.random.RandomStream;
import org.cwm.schema.Table;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever the quick reader of delimited text accepts, the exact one reads to the same numbers. */
class CsvTwoReadersTest {

    private static final List<String> PLAIN = List.of("1", "-3e5", "\"4\"", " 7 ", "0.1", "1e-300");
    private static final List<String> ODD = List.of(
            "",
            "\"\"",
            "x",
            "\"a\"\"b\"",
            "\"a,b\"",
            "\"a\nb\"",
            "5\" p",
            "\"q\"z",
            "nan",
            "8,",
            "\"9",
            ";",
            "\u00e9",
            "1_0",
            "\\",
            "#",
            "\"\r\n\"",
            " \"6\"",
            "\"5\" ",
            "1e400",
            "1e",
            "inf");
    private static final List<String> ENDS = List.of("\n", "\r\n", "\r");

    @TempDir
    Path folder;

    private static String pick(List<String> from, RandomStream random) {
        return from.get(random.nextInt(from.size()));
    }

    @Test
    void quickAndExactAgree() throws IOException {
        RandomStream random = RandomStream.of(7);
        int quickly = 0;
        for (int k = 0; k < 100; k++) {
            int width = 1 + random.nextInt(3);
            String text = text(width, random);
            Path file = Files.writeString(folder.resolve("x.csv"), text);
            List<String> names = new ArrayList<>();
            IntStream.range(0, width).forEach(j -> names.add("h" + j));
            CsvLayout layout = new CsvLayout(',', true, names);
            int[] chosen = random.nextInt(2) == 0
                    ? new int[] {0}
                    : IntStream.range(0, width).toArray();
            Table quick = CsvTables.quick(file, layout, chosen);
            if (quick != null) {
                quickly++;
                assertThat(CsvTables.exact(file, layout, chosen, true).points().values())
                        .as(text)
                        .containsExactly(quick.points().values());
            }
        }
        assertThat(quickly).isGreaterThan(20);
    }

    private static String text(int width, RandomStream random) {
        String end = pick(ENDS, random);
        StringBuilder s = new StringBuilder();
        for (int j = 0; j < width; j++) {
            s.append(j > 0 ? "," : "").append('h').append(j);
        }
        int rows = 1 + random.nextInt(5);
        boolean mixed = random.nextInt(5) == 0;
        for (int i = 0; i < rows; i++) {
            s.append(mixed ? pick(ENDS, random) : end).append(random.nextInt(12) == 0 ? end : "");
            for (int j = 0; j < width; j++) {
                boolean odd = random.nextInt(j == 0 ? 16 : 6) == 0;
                s.append(j > 0 ? "," : "").append(pick(odd ? ODD : PLAIN, random));
            }
        }
        return s.append(random.nextInt(2) == 0 ? end : "").toString();
    }

    @Test
    void largeFilesKeepTheirOrderAndNameTheirFlaws() throws IOException {
        int rows = 400_000;
        StringBuilder good = new StringBuilder("a,b\n");
        StringBuilder bad = new StringBuilder("a,b\n");
        for (int i = 0; i < rows; i++) {
            good.append(i).append(',').append(i * 0.5).append('\n');
            bad.append(i).append(i == 390_000 ? "" : ",7").append('\n');
        }
        Path file = Files.writeString(folder.resolve("good.csv"), good);
        assertThat(Files.size(file)).isGreaterThan(4 << 20);
        Table table = TableReader.read(file, List.of());
        assertThat(table.points().rows()).isEqualTo(rows);
        for (int i = 0; i < rows; i++) {
            assertThat(table.points().get(i, 0) == i && table.points().get(i, 1) == i * 0.5)
                    .isTrue();
        }
        Path broken = Files.writeString(folder.resolve("bad.csv"), bad + "\n".repeat(2 << 20));
        assertThatThrownBy(() -> TableReader.read(broken, List.of()))
                .isInstanceOf(DataException.class)
                .hasMessage(broken + ", row 390001 (line 390002): 1 cell, but the first row has 2");
    }
}
