package org.cwm.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.cwm.schema.Table;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Parquet, JSON and SQL. */
class TypedSourcesTest {

    @TempDir
    Path folder;

    private static void assertRefused(Path file, String message, String... columns) {
        assertThatThrownBy(() -> TableReader.read(file, List.of(columns)))
                .isInstanceOf(DataException.class)
                .hasMessage(file + message);
    }

    private static void assertQueryRefused(String sql, String message) {
        assertThatThrownBy(() -> TableReader.query(sql, List.of()))
                .isInstanceOf(DataException.class)
                .hasMessage(message);
    }

    private Path json(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private Path parquet(String name, String sql) throws SQLException {
        Path file = folder.resolve(name);
        try (DuckDb database = DuckDb.open()) {
            database.execute("COPY (" + sql + ") TO " + DuckDb.literal(file.toString()) + " (FORMAT parquet)");
        }
        return file;
    }

    @Test
    void everyNumericTypeBecomesADouble() {
        Table table = TableReader.query(
                "SELECT 1::TINYINT a, -2::SMALLINT b, 3::INTEGER c, 4::BIGINT d, 200::UTINYINT e, 60000::USMALLINT f, "
                        + "4000000000::UINTEGER g, 18446744073709551615::UBIGINT h, (-8)::HUGEINT i, 9::UHUGEINT j, "
                        + "0.1::FLOAT k, 0.1::DOUBLE l, 0.3::DECIMAL(4,1) m, 12345678901234567890.125::DECIMAL(38,3) n, "
                        + "true o, 12::BIGNUM p",
                List.of());
        assertThat(table.points().values())
                .containsExactly(
                        1,
                        -2,
                        3,
                        4,
                        200,
                        60000,
                        4e9,
                        18446744073709551615.0,
                        -8,
                        9,
                        0.1f,
                        0.1,
                        0.3,
                        12345678901234567890.125,
                        1,
                        12);
        assertThat(table.origin()).startsWith("sql: SELECT 1::TINYINT");
    }

    @Test
    void queriesKeepTheirOrderAndMayEndAsTheyLike() {
        assertThat(TableReader.query(
                                "SELECT i AS a, -i AS b FROM range(5000) t(i) ORDER BY i DESC; -- all", List.of("b"))
                        .points()
                        .row(0))
                .containsExactly(-4999);
        assertThat(TableReader.query("FROM (VALUES (1, 2)) t(a, b)", List.of()).names())
                .containsExactly("a", "b");
    }

    @Test
    void refusesQueriesThatGiveNoTable() {
        assertQueryRefused("SELECT 1 AS a, 2 AS a", "the query: column 'a' occurs twice");
        assertQueryRefused("SELECT 1 AS a WHERE false", "the query gives no rows");
        assertQueryRefused(
                "CREATE TABLE x (a INT)", "the query failed (it gives no rows and columns as a SELECT does)");
        assertQueryRefused("SELEC", "the query failed (Parser Error: syntax error at or near \"SELEC\")");
        assertQueryRefused(
                "SELECT DATE '2024-01-31' AS day, 1 AS a",
                "the query: column 'day' is not numeric (DATE, '2024-01-31' in row 1); choose numeric columns: --columns a");
        assertQueryRefused(
                "SELECT [1.5] AS list", "the query: column 'list' is not numeric (DECIMAL(2,1)[], '[1.5]' in row 1)");
        assertQueryRefused(
                "SELECT CASE WHEN i = 1 THEN NULL ELSE i END AS a FROM range(3) t(i)",
                "the query, row 2, column 'a': the cell is 'NULL'; 1 cell is missing in all: missing cells are not supported yet,"
                        + " drop or fill them");
        assertQueryRefused(
                "SELECT 'nan'::DOUBLE AS a",
                "the query, row 1, column 'a': the cell is 'NaN'; 1 cell is missing in all: missing cells are not supported yet,"
                        + " drop or fill them");
    }

    @Test
    void anErrorInALateRowIsNeverAResultCutShort() {
        assertQueryRefused(
                "SELECT CASE WHEN i = 290000 THEN error('late') ELSE i END AS a FROM range(300000) t(i)",
                "the query failed (Invalid Input Error: late)");
    }

    @Test
    void reachesForNoNetwork() {
        assertThatThrownBy(() -> TableReader.query("SELECT * FROM 'https://localhost/x.csv'", List.of()))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("httpfs");
    }

    @Test
    void readsParquet() throws Exception {
        Path file = parquet("it's [x].parquet", "SELECT 0.1 AS \"a b\", 't' AS t, 3 AS \"q\"\"\"");
        Table table = TableReader.read(file, List.of("q\"", "a b"));
        assertThat(table.names()).containsExactly("q\"", "a b");
        assertThat(table.points().values()).containsExactly(3, 0.1);
        assertRefused(
                file,
                ": column 't' is not numeric (VARCHAR, 't' in row 1); choose numeric columns: --columns \"a b,q\"\"");
        assertRefused(file, ": there is no column 'x'; the columns are a b, t, q\"", "x");
        assertRefused(parquet("none.parquet", "SELECT 1 AS a WHERE false"), ": has no rows");
    }

    /** Other programs write such names; DuckDB does not, so they are put into a file of its making. */
    @Test
    void takesParquetNamesAsTheyAreStored() throws Exception {
        Path file = parquet("x.parquet", "SELECT 1 AS qqa, {u: 2, qqb: [3]} AS s, 4 AS qqb, 5 AS z");
        String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
        Path odd = folder.resolve("odd.parquet");
        Files.writeString(odd, bytes.replace("qqb", "QQA"), StandardCharsets.ISO_8859_1);
        Table table = TableReader.read(odd, List.of("QQA", "qqa", "z"));
        assertThat(table.names()).containsExactly("QQA", "qqa", "z");
        assertThat(table.points().values()).containsExactly(4, 1, 5);
        Path twice = folder.resolve("twice.parquet");
        Files.writeString(twice, bytes.replace("qqb", "qqa"), StandardCharsets.ISO_8859_1);
        assertRefused(twice, ": column 'qqa' occurs twice");
    }

    @Test
    void refusesDamagedParquet() throws Exception {
        byte[] whole = Files.readAllBytes(parquet("x.parquet", "SELECT i AS a FROM range(1000) t(i)"));
        Path cut = Files.write(folder.resolve("cut.parquet"), Arrays.copyOf(whole, whole.length / 2));
        assertThatThrownBy(() -> TableReader.read(cut, List.of()))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(cut + ": is not a readable Parquet file (");
        assertRefused(json("text.parquet", "a,b\n1,2\n"), ": is not a Parquet file");
        assertRefused(json("empty.parquet", ""), ": is empty");
    }

    @Test
    void readsJson() throws IOException {
        double[] values = {0.1, 1e300, 0.30000000000000004, 4.9e-324};
        Path lines = json(
                "x.jsonl",
                "{\"a b\": 0.1, \"b\": 1e300, \"t\": \"x\"}\n\n{\"b\": 4.9e-324, \"a b\": 0.30000000000000004, \"t\": 1}\n");
        assertThat(TableReader.read(lines, List.of("a b", "b")).points().values())
                .containsExactly(values[0], values[1], values[2], values[3]);
        Path array = json("x.json", "[{\"a\": 1, \"b\": true},\n {\"a\": 2, \"b\": false}]");
        Table table = TableReader.read(array, List.of());
        assertThat(table.names()).containsExactly("a", "b");
        assertThat(table.points().values()).containsExactly(1, 1, 2, 0);
    }

    @Test
    void refusesUnusableJson() throws IOException {
        assertRefused(
                json("a.jsonl", "{\"a\": 1, \"b\": 2}\n{\"a\": 1}\n"),
                ", row 2, column 'b': the cell is 'null'; 1 cell is missing in all: missing cells are not supported yet,"
                        + " drop or fill them");
        assertRefused(
                json("b.jsonl", "{\"a\": 1}\n{\"a\": \"x\"}\n{\"a\": 2}\n"),
                ", row 2, column 'a': 'x' is not a number");
        assertRefused(
                json("c.jsonl", "{\"a\": 1}\n{\"a\": 1e400}\n"),
                ", row 2, column 'a': '1e400' is beyond the range of double precision");
        assertRefused(
                json("d.jsonl", "{\"name\": \"x\", \"a\": 1}\n"),
                ": column 'name' is not numeric ('x' in row 1); choose numeric columns: --columns a");
        assertRefused(
                json("e.jsonl", "{\"a\": 1, \"A\": 1}\n"),
                ": column 'A' occurs twice (upper or lower case makes no difference)");
        assertRefused(json("f.jsonl", " \n"), ": is empty");
        Path broken = json("g.jsonl", "{\"a\": 1}\n{\"a\": 2\n{\"a\": 3}\n");
        assertThatThrownBy(() -> TableReader.read(broken, List.of()))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(broken + ", row 2: is not readable as JSON objects (")
                .hasMessageNotContaining("\n");
    }

    @Test
    void refusesPackedJsonThatBreaksOff() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(bytes)) {
            out.write("{\"a\": 1}\n{\"a\": 2}\n".getBytes(StandardCharsets.UTF_8));
        }
        Path whole = Files.write(folder.resolve("x.jsonl.gz"), bytes.toByteArray());
        assertThat(TableReader.read(whole, List.of()).points().values()).containsExactly(1, 2);
        Path cut = Files.write(folder.resolve("y.jsonl.gz"), Arrays.copyOf(bytes.toByteArray(), bytes.size() - 6));
        assertThatThrownBy(() -> TableReader.read(cut, List.of()))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(cut + ": cannot be read as gzip");
    }
}
