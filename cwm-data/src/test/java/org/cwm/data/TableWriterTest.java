package org.cwm.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.cwm.model.Points;
import org.cwm.random.RandomStream;
import org.cwm.schema.Table;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TableWriterTest {

    @TempDir
    Path folder;

    /** Bit patterns of every size, all of them finite. */
    private static Table anything(int rows) {
        RandomStream random = RandomStream.of(3);
        double[] v = new double[3 * rows];
        for (int i = 0; i < v.length; i++) {
            do {
                v[i] = i % 3 == 0 ? random.nextGaussian() : Double.longBitsToDouble(random.nextLong());
            } while (!Double.isFinite(v[i]));
        }
        return Table.of(List.of("a", "b, \"c\"", "größe"), Points.of(rows, 3, v));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x.csv", "x.tsv", "x.csv.gz", "x.parquet", "x.pq"})
    void whatIsWrittenReadsBackBitByBit(String name) {
        Table table = anything(3000);
        Path file = folder.resolve(name);
        TableWriter.write(file, table);
        Table back = TableReader.read(file, List.of());
        assertThat(back.names()).isEqualTo(table.names());
        assertThat(back.points().values()).containsExactly(table.points().values());
        assertThat(files()).containsExactly(name);
    }

    @Test
    void jsonLinesReadBackBitByBit() throws IOException {
        Table table = anything(1000);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 1000; i++) {
            double[] row = table.points().row(i);
            text.append("{\"a\":" + row[0] + ",\"b\":" + row[1] + ",\"c\":" + row[2] + "}\n");
        }
        Path file = Files.writeString(folder.resolve("x.ndjson"), text);
        assertThat(TableReader.read(file, List.of()).points().values())
                .containsExactly(table.points().values());
    }

    @Test
    void theQuickReaderOfTextIsExactToo() {
        Table table = anything(3000);
        Path file = folder.resolve("x.csv");
        TableWriter.write(file, table);
        Table back = CsvTables.quick(file, new CsvLayout(',', true, table.names()), new int[] {0, 1, 2});
        assertThat(back).isNotNull();
        assertThat(back.points().values()).containsExactly(table.points().values());
    }

    @Test
    void writesRealAndWholeColumns() throws IOException {
        List<OutputColumn> columns = List.of(
                OutputColumn.of("x", new double[] {0.1, -1e-300}),
                OutputColumn.of("component", new int[] {3, 0}),
                new OutputColumn.Whole("row", i -> i + 1L),
                new OutputColumn.Real("half", i -> i / 2.0));
        String expected = "x,component,row,half\n0.1,3,1,0.0\n-1.0E-300,0,2,0.5\n";
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TableWriter.writeCsv(out, 2, columns);
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(expected);
        TableWriter.write(folder.resolve("x.csv"), 2, columns);
        assertThat(folder.resolve("x.csv")).hasContent(expected);
        TableWriter.write(folder.resolve("x.parquet"), 2, columns);
        String types =
                "SELECT typeof(component) = 'BIGINT' AS whole, component FROM '" + folder.resolve("x.parquet") + "'";
        assertThat(TableReader.query(types, List.of()).points().values()).containsExactly(1, 3, 1, 0);
    }

    @Test
    void refusesFilesItCannotWrite() throws IOException {
        Table table = anything(1);
        Path nowhere = folder.resolve("no/x.csv");
        assertThatThrownBy(() -> TableWriter.write(nowhere, table))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("cannot write " + nowhere + ": there is no folder " + folder.resolve("no"));
        Path directory = Files.createDirectory(folder.resolve("d.csv"));
        assertThatThrownBy(() -> TableWriter.write(directory, table))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("cannot write " + directory + ": is a directory");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TableWriter.write(folder.resolve("x.xls"), table))
                .withMessageContaining("must end in .csv");
        List<OutputColumn> twice = List.of(OutputColumn.of("a", new int[0]), OutputColumn.of("a", new int[0]));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TableWriter.writeCsv(OutputStream.nullOutputStream(), 0, twice))
                .withMessage("columns: 'a' occurs twice");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TableWriter.writeCsv(OutputStream.nullOutputStream(), 0, List.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x.csv", "x.parquet"})
    void aFailureLeavesWhatWasThere(String name) throws IOException {
        Path file = Files.writeString(folder.resolve(name), "before");
        List<OutputColumn> columns = List.of(new OutputColumn.Real("a", i -> {
            if (i == 5000) {
                throw new IllegalStateException("in the middle");
            }
            return i;
        }));
        assertThatThrownBy(() -> TableWriter.write(file, 10_000, columns)).hasMessage("in the middle");
        assertThat(file).hasContent("before");
        assertThat(files()).containsExactly(name);
    }

    @Test
    void followsALinkToItsFile() throws IOException {
        Path file = Files.writeString(folder.resolve("file.csv"), "before");
        Path link = Files.createSymbolicLink(folder.resolve("link.csv"), file);
        TableWriter.write(link, anything(2));
        assertThat(link).isSymbolicLink();
        assertThat(TableReader.read(file, List.of()).points().rows()).isEqualTo(2);
    }

    @Test
    void decimalsAreAsShortAsCanBe() {
        RandomStream random = RandomStream.of(11);
        for (int i = 0; i < 20_000; i++) {
            double v = i % 2 == 0 ? random.nextGaussian() : Double.longBitsToDouble(random.nextLong());
            if (!Double.isFinite(v) || Math.abs(v) < Double.MIN_NORMAL) {
                continue;
            }
            String text = Decimals.shorter(Double.toString(v), v);
            assertThat(Double.parseDouble(text)).isEqualTo(v);
            int digits = new BigDecimal(text).stripTrailingZeros().precision();
            BigDecimal exact = new BigDecimal(v);
            if (digits > 1) {
                for (RoundingMode mode : new RoundingMode[] {RoundingMode.FLOOR, RoundingMode.CEILING}) {
                    double fewer =
                            exact.round(new MathContext(digits - 1, mode)).doubleValue();
                    assertThat(fewer).as(text).isNotEqualTo(v);
                }
            }
        }
        assertThat(Decimals.shorter("2.0000000000000001E-3", 2e-3)).isEqualTo("2.0E-3");
    }

    private List<String> files() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
