package org.cwm.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.cwm.random.RandomStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

    @Provide
    Arbitrary<Object> values() {
        Arbitrary<String> strings = Arbitraries.strings().all().ofMaxLength(8).filter(s -> s.codePoints()
                .noneMatch(c -> c >= 0xD800 && c <= 0xDFFF));
        Arbitrary<Object> scalars = Arbitraries.oneOf(
                Arbitraries.longs().map(x -> x),
                Arbitraries.longs().map(Double::longBitsToDouble).filter(Double::isFinite),
                strings.map(s -> s),
                Arbitraries.of(true, false));
        return Arbitraries.recursive(
                () -> scalars,
                inner -> Arbitraries.oneOf(
                        inner.list().ofMaxSize(3).map(l -> l),
                        Arbitraries.maps(strings, inner).ofMaxSize(3).map(m -> m)),
                0,
                3);
    }

    @Property
    void whatIsWrittenIsRead(@ForAll("values") Object value) {
        assertThat(Json.parse(Json.write(value))).isEqualTo(value);
        assertThat(Json.parse(Json.pretty(value))).isEqualTo(value);
    }

    @Property(tries = 20000)
    void doublesKeepTheirBits(@ForAll long bits) {
        assertKeepsBits(Double.longBitsToDouble(bits));
    }

    @Test
    void everydayDoublesKeepTheirBitsInTheFewestDigits() {
        RandomStream random = RandomStream.of(1);
        for (int i = 0; i < 20000; i++) {
            assertKeepsBits(random.nextGaussian() * Math.pow(10, random.nextInt(40) - 20));
            // decimals of up to 15 digits are found again
            int digits = 1 + random.nextInt(15);
            String decimal = "0." + (1 + Math.abs(random.nextLong() % (long) Math.pow(10, digits)));
            double x = Double.parseDouble(decimal);
            if (decimal.length() <= 17) {
                assertThat(Double.valueOf(Json.shortest(x))).isEqualTo(x);
                assertThat(Json.shortest(x).length()).isLessThanOrEqualTo(Math.max(decimal.length(), 6));
            }
        }
    }

    private static void assertKeepsBits(double x) {
        String text = Json.write(x);
        double read = Json.toDouble(Json.parse(text));
        assertThat(Double.doubleToLongBits(read)).as(text).isEqualTo(Double.doubleToLongBits(x));
        if (Double.isFinite(x)) {
            long digits = text.replaceFirst("E.*", "")
                    .chars()
                    .filter(Character::isDigit)
                    .count();
            assertThat(digits).as(text).isLessThanOrEqualTo(21);
            assertThat(text.length()).isLessThanOrEqualTo(Double.toString(x).length());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0.0, 0.0",
        "-0.0, -0.0",
        "1, 1.0",
        "-12345, -12345.0",
        "9999999, 9999999.0",
        "1e7, 1.0E7",
        "12345678.5, 1.23456785E7",
        "0.001, 0.001",
        "0.00099, 9.9E-4",
        "0.1, 0.1",
        "0.30000000000000004, 0.30000000000000004",
        "1e23, 1.0E23",
        "2e-3, 0.002",
        "4.9e-324, 5.0E-324",
        "2.2250738585072014E-308, 2.2250738585072014E-308",
        "1.7976931348623157E308, 1.7976931348623157E308",
        "NaN, NaN",
        "-Infinity, -Infinity",
    })
    void shortestDecimals(double x, String decimal) {
        assertThat(Json.shortest(x)).isEqualTo(decimal);
    }

    @Test
    void numbersThatAreNotFiniteAreStrings() {
        assertThat(Json.write(List.of(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY)))
                .isEqualTo("[\"NaN\",\"Infinity\",\"-Infinity\"]");
        assertThat(Json.toDouble("NaN")).isNaN();
        assertThat(Json.toDouble(3L)).isCloseTo(3, within(0.0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Json.toDouble("nan"))
                .withMessageContaining("\"nan\", must be a number");
    }

    @Test
    void compactAndPretty() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("b", new int[] {1, 2});
        map.put("a", Arrays.asList("x\"\\\n\u0001\u007f", null, true));
        map.put("rows", new Object[0].length == 0 ? List.of(new double[] {1, 0.5}, new long[0]) : List.of());
        map.put("empty", Map.of());
        assertThat(Json.write(map))
                .isEqualTo("{\"b\":[1,2],\"a\":[\"x\\\"\\\\\\n\\u0001\\u007f\",null,true],"
                        + "\"rows\":[[1.0,0.5],[]],\"empty\":{}}");
        assertThat(Json.pretty(map)).isEqualTo("""
                        {
                          "b": [1, 2],
                          "a": ["x\\"\\\\\\n\\u0001\\u007f", null, true],
                          "rows": [
                            [1.0, 0.5],
                            []
                          ],
                          "empty": {}
                        }
                        """);
    }

    @Test
    void readsEveryKindOfValue() {
        assertThat(Json.parse(" {\"a\" : [ 1 , -0, 1.5e+2, 12345678901234567890 ] ,\n\"b\":null,\"c\":false}\t"))
                .isEqualTo(map("a", List.of(1L, -0.0, 150.0, 12345678901234567890.0), "b", null, "c", false));
        assertThat(Json.parse("\"\\u00e4\\ud835\\udefc\\/\\b\\f\\r\\t\"")).isEqualTo("ä𝛼/\b\f\r\t");
        assertThat(new ArrayList<>(((Map<?, ?>) Json.parse("{\"z\":1,\"a\":2,\"m\":3}")).keySet()))
                .hasToString("[z, a, m]");
    }

    private static Map<String, Object> map(Object... keysAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return map;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[1",
                "[1,]",
                "[,1]",
                "{\"a\"}",
                "{\"a\":1,}",
                "{a:1}",
                "{'a':1}",
                "{\"a\":1,\"a\":2}",
                "01",
                "1.",
                ".5",
                "+1",
                "1e",
                "-",
                "1e999",
                "NaN",
                "Infinity",
                "nul",
                "True",
                "\"a",
                "\"\\x\"",
                "\"\\u12g4\"",
                "\"\\u12",
                "\"\n\"",
                "\"\\ud800\"",
                "\"\\ud800x\"",
                "\"\\udc00\"",
                "1 2",
                "[1] ]",
                "// x",
                "\uFEFF1",
                "\u00a01",
                "[1 2]",
                "\"\\ud800\\u0041\"",
                "\u0661"
            })
    void refusesWhatIsNotJson(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Json.parse(text))
                .withMessageMatching("json: (?s).*, at offset \\d+");
    }

    @Test
    void depthIsLimited() {
        String deepest = "[".repeat(Json.MAX_DEPTH) + "]".repeat(Json.MAX_DEPTH);
        assertThat(Json.write(Json.parse(deepest))).isEqualTo(deepest);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Json.parse("[".repeat(1_000_000)))
                .withMessageContaining("nested deeper than 64");
        List<Object> cycle = new ArrayList<>();
        cycle.add(cycle);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Json.write(cycle))
                .withMessageContaining("nested deeper than 64");
    }

    @Test
    void lengthIsLimited() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Json.parse(" ".repeat(Json.MAX_LENGTH + 1)))
                .withMessageContaining("must be at most 67108864");
    }

    @Test
    void refusesToWriteWhatHasNoForm() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Json.write(Map.of(1, 2)))
                .withMessageContaining("the key 1 is not a string");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Json.write(new Object[0]))
                .withMessageContaining("has no JSON form");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Json.write("a\ud800"))
                .withMessageContaining("unpaired surrogate at index 1");
    }
}
