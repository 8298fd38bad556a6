package org.cwm.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.cwm.data.CsvOptions.Header;
import org.cwm.schema.Table;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTest {

    @TempDir
    Path folder;

    private Path file(String name, String text) throws IOException {
        return file(name, text.getBytes(StandardCharsets.UTF_8));
    }

    private Path file(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }

    private static byte[] packed(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private Table read(String text, String... columns) throws IOException {
        return TableReader.read(file("x.csv", text), List.of(columns));
    }

    private void assertRefused(String text, String message, String... columns) {
        assertThatThrownBy(() -> read(text, columns))
                .isInstanceOf(DataException.class)
                .hasMessage(folder.resolve("x.csv") + message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a,b\n1,2\n3,4\n",
                "a,b\n1,2\n3,4",
                "a,b\n1,2\n\n3,4\n\n\n",
                "a,b\r\n1,2\r\n3,4\r\n\r\n",
                "a,b\r1,2\r3,4\r",
                "a,b\r\n1,2\n3,4\r\n",
                "\uFEFFa,b\n1,2\n3,4\n",
                "a\tb\n1\t2\n3\t4\n",
                "a;b\n1;2\n3;4\n",
                "a|b\n1|2\n3|4\n",
                "a b\n1 2\n3 4\n",
                "\"a\",\"b\"\n\"1\",2\n3,\"4\"\n",
                "a, b\n1, 2\n 3,4 \n",
                "a,b,\n1,2,\n3,4,\n",
                "a,b,,\n1,2\n3,4,,\n",
                "a,b\n+1,2e0\n30E-1,4.\n",
            })
    void readsTheLayoutsInUse(String text) throws IOException {
        Table table = read(text);
        assertThat(table.names()).containsExactly("a", "b");
        assertThat(table.points().values()).containsExactly(1, 2, 3, 4);
    }

    @Test
    void readsAFileWithoutHeader() throws IOException {
        Table table = read("1,2.5\n3,4\n");
        assertThat(table.names()).containsExactly("c0", "c1");
        assertThat(table.points().values()).containsExactly(1, 2.5, 3, 4);
        assertThat(read("7\n8\n").points().values()).containsExactly(7, 8);
    }

    @Test
    void tellsAHeaderFromDataWhereTextColumnsAreAmongThem() throws IOException {
        String flowers = "5.1,3.5,setosa\n4.9,3.0,setosa\n";
        assertThat(read(flowers, "c0", "c1").points().values()).containsExactly(5.1, 3.5, 4.9, 3.0);
        String years = "country,2019,2020\nA,1,2\nB,3,4\n";
        assertThat(read(years, "2020").points().values()).containsExactly(2, 4);
        assertRefused(
                flowers, ": column 'c2' is not numeric ('setosa' in row 1); choose numeric columns: --columns c0,c1");
        assertRefused(
                years, ": column 'country' is not numeric ('A' in row 1); choose numeric columns: --columns 2019,2020");
    }

    @Test
    void obeysTheOptions() throws IOException {
        CsvOptions header = CsvOptions.DETECT.withHeader(Header.PRESENT);
        Table table = TableReader.read(file("y.csv", "1,2\n3,4\n"), List.of(), header);
        assertThat(table.names()).containsExactly("1", "2");
        assertThat(table.points().rows()).isEqualTo(1);
        CsvOptions colon = CsvOptions.DETECT.withDelimiter(':').withHeader(Header.ABSENT);
        assertThat(TableReader.read(file("z.txt", "1:2\n3:4\n"), List.of(), colon)
                        .points()
                        .values())
                .containsExactly(1, 2, 3, 4);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CsvOptions.DETECT.withDelimiter('5'))
                .withMessageContaining("delimiter: '5'");
    }

    @Test
    void readsPackedText() throws IOException {
        assertThat(TableReader.read(file("x.csv.gz", packed("a,b\n1,2\n")), List.of())
                        .points()
                        .values())
                .containsExactly(1, 2);
        byte[] whole = packed("a,b\n1,2\n3,4\n");
        Path broken = file("broken.csv.gz", Arrays.copyOf(whole, whole.length - 9));
        assertThatThrownBy(() -> TableReader.read(broken, List.of()))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(broken + ": cannot be read as gzip (");
    }

    @Test
    void keepsTheColumnsAskedForInTheirOrder() throws IOException {
        String text = "id,name,a,b\n1,\"x, \"\"y\"\"\nz\",3,4\n2,w,5,6\n";
        Table table = read(text, "b", "a");
        assertThat(table.names()).containsExactly("b", "a");
        assertThat(table.points().values()).containsExactly(4, 3, 6, 5);
        assertRefused(text, ": there is no column 'B'; the columns are id, name, a, b", "B");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read(text, "a", "a"))
                .withMessage("columns: 'a' is given twice");
    }

    @Test
    void takesNamesAsTheyCome() throws IOException {
        assertThat(read("\"a b\",\"c\"\"d\",größe,A,a,\n1,2,3,4,5,6\n").names())
                .containsExactly("a b", "c\"d", "größe", "A", "a", "c5");
        assertRefused("a,b,a\n1,2,3\n", ": column 'a' occurs twice in the header");
    }

    @Test
    void readsFilesWhoseNamesMeanSomethingElsewhere() throws IOException {
        Path odd = Files.createDirectory(folder.resolve("a=1")).resolve("it's [1].csv");
        Files.writeString(odd, "a,b\n5,2\n");
        assertThat(TableReader.read(odd, List.of()).points().values()).containsExactly(5, 2);
        CsvLayout layout = new CsvLayout(',', true, List.of("a", "b"));
        Table quick = CsvTables.quick(odd, layout, new int[] {0, 1});
        assertThat(quick).isNotNull();
        assertThat(quick.points().values()).containsExactly(5, 2);
    }

    @Test
    void readsNumbersExactly() throws IOException {
        double[] values =
                read("a\n1e-300\n1e300\n0.1\n-0.0\n4.9e-324\n1.7976931348623157e308\n0.30000000000000004\n1_000\n")
                        .points()
                        .values();
        assertThat(values)
                .containsExactly(1e-300, 1e300, 0.1, -0.0, 4.9e-324, Double.MAX_VALUE, 0.30000000000000004, 1000);
    }

    @Test
    void refusesNumbersBeyondTheRange() {
        assertRefused(
                "a,b\n1,2\n3,1e400\n", ", row 2 (line 3), column 'b': '1e400' is beyond the range of double precision");
        assertRefused(
                "a,b\n1,-1e400\n", ", row 1 (line 2), column 'b': '-1e400' is beyond the range of double precision");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {"NA", "NULL", "nan", "-inf", "Infinity", "N/A", "?"})
    void refusesMissingCells(String cell) {
        assertRefused(
                "a,b\n1,2\n" + cell + ",4\n5," + cell + "\n",
                ", row 2 (line 3), column 'a': the cell is '" + cell
                        + "'; 2 cells are missing in all: missing cells are not supported yet, drop or fill them");
    }

    @Test
    void refusesEmptyCells() {
        assertRefused(
                "a,b\n1,2\n3,\n",
                ", row 2 (line 3), column 'b': the cell is empty; 1 cell is missing in all: missing cells are not supported yet,"
                        + " drop or fill them");
        assertRefused(
                "a\n1\n\n3\n\n",
                ", row 2 (line 3), column 'a': the cell is empty; 1 cell is missing in all: missing cells are not supported yet,"
                        + " drop or fill them");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"abc", "2024-01-31", "1,5", "0x10", "1d", "--1", "1e", ".", "true", "1 2", "_1", "1__0", "-"})
    void refusesTextAmongNumbers(String cell) {
        assertRefused(
                "a,b\n1,2\n3,\"" + cell + "\"\n5,6\n", ", row 2 (line 3), column 'b': '" + cell + "' is not a number");
    }

    @Test
    void refusesColumnsOfText() {
        assertRefused(
                "name,a,b c\nAlice,1,2\nBob,3,4\n",
                ": column 'name' is not numeric ('Alice' in row 1); choose numeric columns: --columns \"a,b c\"");
        assertRefused("name,a\nAlice,1\nBob,3\n", ": column 'name' is not numeric ('Alice' in row 1)", "name");
    }

    @Test
    void refusesRaggedRows() {
        assertRefused("a,b,c\n1,2,3\n4,5\n", ", row 2 (line 3): 2 cells, but the first row has 3");
        assertRefused("a,b,c\n\n1,2,3\n4\n", ", row 2 (line 4): 1 cell, but the first row has 3");
        assertRefused("a,b\n1,2\n3,4,5\n", ", row 2 (line 3): 3 cells, but the first row has 2");
        assertRefused("a,b\n\"1\",\"2\n2\"\n3\n", ", row 2 (line 4): 1 cell, but the first row has 2", "a");
    }

    @Test
    void refusesBrokenQuotes() {
        assertRefused("a,b\n1,2\n3,\"4\n5,6\n", ", line 3: a quote is opened and never closed");
        assertRefused("a,b\n1,2\n3,\"4\"5\n", ", line 3: there is text after a closing quote");
    }

    @Test
    void refusesFilesWithoutRows() {
        assertRefused("", ": is empty");
        assertRefused("\n\n", ": is empty");
        assertRefused("a,b\n", ": has a header but no rows");
    }

    @Test
    void refusesWhatIsNoText() throws IOException {
        byte[] latin = "a,b\n1,2\n3,\u00e9\n".getBytes(StandardCharsets.ISO_8859_1);
        Path file = file("latin.csv", latin);
        assertThatThrownBy(() -> TableReader.read(file, List.of()))
                .isInstanceOf(DataException.class)
                .hasMessage(file + ", line 3: is not text in UTF-8; save the file as UTF-8");
        Path wide = file("wide.csv", "\uFEFFa,b\n1,2\n".getBytes(StandardCharsets.UTF_16LE));
        assertThatThrownBy(() -> TableReader.read(wide, List.of()))
                .isInstanceOf(DataException.class)
                .hasMessage(wide + ": is text in UTF-16, which is not read; save it as UTF-8");
        Path garbage = file("garbage.csv", new byte[] {'a', 0, 1, 2, (byte) 0x80});
        assertThatThrownBy(() -> TableReader.read(garbage, List.of()))
                .isInstanceOf(DataException.class)
                .hasMessage(garbage + ": is not a text file (it holds a zero byte at offset 1)");
    }

    @Test
    void refusesWhatIsNoFile() throws IOException {
        Path nowhere = folder.resolve("nowhere.csv");
        assertThatThrownBy(() -> TableReader.read(nowhere, List.of()))
                .isInstanceOf(DataException.class)
                .hasMessage(nowhere + ": there is no such file");
        assertThatThrownBy(() -> TableReader.read(folder, List.of()))
                .isInstanceOf(DataException.class)
                .hasMessage(folder + ": is a directory, not a file");
        Path unknown = file("x.xlsx", "1,2\n");
        assertThatThrownBy(() -> TableReader.read(unknown, List.of()))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(unknown + ": this kind of file is not known by its name; known are .csv, .tsv");
    }

    @Test
    void showsNoControlCharacters() {
        assertRefused("a,b\n1,2\n3,\u001b[31mred\n5,6\n", ", row 2 (line 3), column 'b': '?[31mred' is not a number");
    }
}
