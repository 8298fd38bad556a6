package org.cwm.cli;

import org.cwm.data.DataException;
import org.jspecify.annotations.Nullable;

/** A label of two words, such as yes and no: a query makes numbers of it. */
final class WordLabel {

    private WordLabel() {}

    /** The way out if it is the label that is not numeric, else the exception itself; data is null if it is a query. */
    static RuntimeException explained(DataException e, String label, @Nullable String data) {
        String message = String.valueOf(e.getMessage());
        String column = "column '" + label + "'";
        boolean cell = message.contains(column + ": ") && message.contains("is not a number");
        if (!cell && !message.contains(column + " is not numeric")) {
            return e;
        }
        String name = label.matches("[A-Za-z][A-Za-z0-9_]*") ? label : '"' + label.replace("\"", "\"\"") + '"';
        String change = name + " = 'yes' AS " + name;
        // other columns are no way out
        return Problem.unusable(
                message.replaceAll("; choose numeric columns: .*", "")
                        + "; of two words make 1 and 0, such as "
                        + (data == null
                                ? change
                                : "--sql \"SELECT * REPLACE (" + change + ") FROM '" + data.replace("'", "''") + "'\""),
                e);
    }
}
