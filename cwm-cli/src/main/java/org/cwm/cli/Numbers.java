package org.cwm.cli;

import java.util.Locale;

/** Numbers as people read them. */
final class Numbers {

    private Numbers() {}

    /** 12345 as 12,345. */
    static String count(long n) {
        return String.format(Locale.ROOT, "%,d", n);
    }

    /** Four decimals. */
    static String nats(double v) {
        return String.format(Locale.ROOT, "%.4f", v);
    }

    /** Four decimals with a sign. */
    static String gain(double v) {
        return String.format(Locale.ROOT, "%+.4f", v);
    }

    /** One decimal. */
    static String seconds(double v) {
        return String.format(Locale.ROOT, "%.1f s", v);
    }

    /** "1 row" or "2 rows". */
    static String plural(long n, String noun) {
        return count(n) + " " + noun + (n == 1 ? "" : "s");
    }

    /** Up to so many names, then how many more there are. */
    static String list(java.util.List<String> names, int most) {
        if (names.size() <= most) {
            return String.join(", ", names);
        }
        return String.join(", ", names.subList(0, most)) + " and " + (names.size() - most) + " more";
    }
}
