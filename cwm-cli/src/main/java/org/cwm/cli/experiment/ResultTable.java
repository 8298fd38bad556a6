package org.cwm.cli.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A table that can be told to people and to machines. */
public final class ResultTable {

    private final List<String> headings = new ArrayList<>();
    private final List<List<String>> cells = new ArrayList<>();
    private final List<Map<String, Object>> rows = new ArrayList<>();

    /** One row in the making: machine names, headings, texts and values side by side. */
    public static final class Row {
        private final List<String> headings = new ArrayList<>();
        private final List<String> texts = new ArrayList<>();
        private final Map<String, Object> values = new LinkedHashMap<>();

        private Row add(String key, String heading, Object value, String text) {
            headings.add(heading);
            texts.add(text);
            values.put(key, value);
            return this;
        }

        /**
         * Adds a value for machines alone.
         *
         * @param key for machines
         * @param value the value
         * @return this
         */
        public Row detail(String key, Object value) {
            values.put(key, value);
            return this;
        }

        /**
         * Adds a text.
         *
         * @param key for machines
         * @param heading for people
         * @param value the text
         * @return this
         */
        public Row text(String key, String heading, String value) {
            return add(key, heading, value, value);
        }

        /**
         * Adds a count.
         *
         * @param key for machines
         * @param heading for people
         * @param value the count
         * @return this
         */
        public Row count(String key, String heading, long value) {
            return add(key, heading, value, String.format(Locale.ROOT, "%,d", value));
        }

        /**
         * Adds a number.
         *
         * @param key for machines
         * @param heading for people
         * @param value the number; NaN is shown as a dash, what is rounded to zero without its sign
         * @param format such as {@code %.4f}
         * @return this
         */
        public Row number(String key, String heading, double value, String format) {
            String text = Double.isNaN(value) ? "\u2013" : String.format(Locale.ROOT, format, value);
            return add(key, heading, value, text.matches("-[0.]+") ? text.substring(1) : text);
        }
    }

    /**
     * Adds a row with the same columns as those before it.
     *
     * @param row its values
     */
    public void add(Row row) {
        if (headings.isEmpty()) {
            headings.addAll(row.headings);
        } else if (!headings.equals(row.headings)) {
            throw new IllegalArgumentException("row: columns " + row.headings + ", must be " + headings);
        }
        cells.add(List.copyOf(row.texts));
        rows.add(row.values);
    }

    /**
     * The first row for people.
     *
     * @return headings
     */
    public List<String> headings() {
        return List.copyOf(headings);
    }

    /**
     * The other rows for people.
     *
     * @return texts
     */
    public List<List<String>> cells() {
        return List.copyOf(cells);
    }

    /**
     * The rows for machines.
     *
     * @return one object a row
     */
    public List<Map<String, Object>> rows() {
        return List.copyOf(rows);
    }

    /**
     * The table in Markdown, columns aligned.
     *
     * @return lines that each end in a line feed
     */
    public String markdown() {
        List<List<String>> all = new ArrayList<>();
        all.add(headings);
        all.addAll(cells);
        int[] width = new int[headings.size()];
        for (List<String> row : all) {
            for (int j = 0; j < width.length; j++) {
                width[j] = Math.max(Math.max(3, width[j]), row.get(j).length());
            }
        }
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < all.size(); i++) {
            for (int j = 0; j < width.length; j++) {
                String text = all.get(i).get(j).replace("|", "\\|");
                String pad = " ".repeat(Math.max(0, width[j] - text.length()));
                out.append("| ").append(j == 0 ? text + pad : pad + text).append(' ');
            }
            out.append("|\n");
            if (i == 0) {
                for (int j = 0; j < width.length; j++) {
                    out.append(j == 0 ? "| " + "-".repeat(width[j]) : "| " + "-".repeat(width[j] - 1) + ":")
                            .append(' ');
                }
                out.append("|\n");
            }
        }
        return out.toString();
    }
}
