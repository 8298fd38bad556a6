package org.cwm.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntToLongFunction;
import org.cwm.schema.Table;

/** A named column to be written; its cells are computed as they are asked for. */
public sealed interface OutputColumn {

    /**
     * The column's header.
     *
     * @return its name
     */
    String name();

    /**
     * A column of doubles.
     *
     * @param name header
     * @param values cell by row number from 0
     */
    record Real(String name, IntToDoubleFunction values) implements OutputColumn {
        /** Checks the name. */
        public Real {
            Objects.requireNonNull(values, "values");
            checkName(name);
        }
    }

    /**
     * A column of integers.
     *
     * @param name header
     * @param values cell by row number from 0
     */
    record Whole(String name, IntToLongFunction values) implements OutputColumn {
        /** Checks the name. */
        public Whole {
            Objects.requireNonNull(values, "values");
            checkName(name);
        }
    }

    private static void checkName(String name) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("name: empty");
        }
    }

    /**
     * A column of doubles held in an array.
     *
     * @param name header
     * @param values one a row; not copied
     * @return the column
     */
    static OutputColumn of(String name, double[] values) {
        return new Real(name, row -> values[row]);
    }

    /**
     * A column of integers held in an array.
     *
     * @param name header
     * @param values one a row; not copied
     * @return the column
     */
    static OutputColumn of(String name, int[] values) {
        return new Whole(name, row -> values[row]);
    }

    /**
     * All columns of a table.
     *
     * @param table not copied
     * @return as many columns, in order
     */
    static List<OutputColumn> of(Table table) {
        double[] values = table.points().values();
        int d = table.points().columns();
        List<OutputColumn> columns = new ArrayList<>();
        for (int j = 0; j < d; j++) {
            int column = j;
            columns.add(new Real(table.names().get(j), row -> values[row * d + column]));
        }
        return columns;
    }
}
