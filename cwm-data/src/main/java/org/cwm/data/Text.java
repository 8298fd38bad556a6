package org.cwm.data;

import java.util.List;

/** Text from outside made fit for one line of a message. */
final class Text {

    private static final int LONGEST = 60;
    private static final int MOST_NAMES = 30;

    private Text() {}

    /** The text without control characters. */
    static String plain(String text) {
        StringBuilder s = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            int type = Character.getType(c);
            boolean shown = !Character.isISOControl(c)
                    && type != Character.FORMAT
                    && type != Character.LINE_SEPARATOR
                    && type != Character.PARAGRAPH_SEPARATOR
                    && type != Character.SURROGATE;
            s.appendCodePoint(shown ? c : '?');
        });
        return s.toString();
    }

    /** The text in quotes, shortened if long. */
    static String quote(String text) {
        String cut = text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
        return "'" + plain(cut) + "'";
    }

    /** Names in a row, not too many. */
    static String names(List<String> names) {
        String all = String.join(", ", names.subList(0, Math.min(names.size(), MOST_NAMES)));
        return plain(all) + (names.size() > MOST_NAMES ? ", ... (" + names.size() + " in all)" : "");
    }
}
