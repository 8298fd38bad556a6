package org.cwm.cli.charts;

/**
 * A colour map from dark violet over blue and green to yellow. Its lightness in the OKLab colour space (Ottosson, "A
 * perceptual color space for image processing", 2020) rises linearly, so that equal steps look equal, in grey print and
 * to colour-blind readers too.
 */
public final class ColourMap {

    private static final int STEPS = 1024;
    private static final double[] HUE = {305, 283, 262, 238, 205, 176, 155, 128, 106};
    private static final double[] CHROMA = {0.125, 0.140, 0.125, 0.105, 0.095, 0.115, 0.150, 0.170, 0.165};
    private static final int[] COLOURS = colours();

    private ColourMap() {}

    /**
     * The colour of a value.
     *
     * @param t 0 for the darkest, 1 for the lightest; cut off outside
     * @return red, green and blue, 8 bits each
     */
    public static int rgb(double t) {
        return COLOURS[(int) Math.round(Math.max(0, Math.min(1, t)) * (STEPS - 1))];
    }

    /**
     * Lightness in OKLab at a value.
     *
     * @param t between 0 and 1
     * @return between 0 for black and 1 for white
     */
    public static double lightness(double t) {
        return 0.22 + 0.71 * t;
    }

    private static int[] colours() {
        int[] c = new int[STEPS];
        for (int i = 0; i < STEPS; i++) {
            double t = i / (STEPS - 1.0);
            double hue = Math.toRadians(smooth(HUE, t));
            double chroma = smooth(CHROMA, t);
            // the screen's colours end somewhere: take out chroma, never lightness
            double[] rgb = linear(lightness(t), chroma, hue);
            while (!shown(rgb) && chroma > 1e-3) {
                chroma *= 0.99;
                rgb = linear(lightness(t), chroma, hue);
            }
            c[i] = (channel(rgb[0]) << 16) | (channel(rgb[1]) << 8) | channel(rgb[2]);
        }
        return c;
    }

    /** Interpolates by a Catmull-Rom spline. */
    private static double smooth(double[] v, double t) {
        double x = t * (v.length - 1);
        int i = Math.min((int) x, v.length - 2);
        double f = x - i;
        double a = v[Math.max(0, i - 1)];
        double d = v[Math.min(v.length - 1, i + 2)];
        double b = v[i];
        double c = v[i + 1];
        return b + 0.5 * f * (c - a + f * (2 * a - 5 * b + 4 * c - d + f * (3 * (b - c) + d - a)));
    }

    private static double[] linear(double lightness, double chroma, double hue) {
        double a = chroma * Math.cos(hue);
        double b = chroma * Math.sin(hue);
        double l = Math.pow(lightness + 0.3963377774 * a + 0.2158037573 * b, 3);
        double m = Math.pow(lightness - 0.1055613458 * a - 0.0638541728 * b, 3);
        double s = Math.pow(lightness - 0.0894841775 * a - 1.2914855480 * b, 3);
        return new double[] {
            4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
            -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
            -0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s
        };
    }

    private static boolean shown(double[] rgb) {
        for (double v : rgb) {
            if (v < -1e-4 || v > 1 + 1e-4) {
                return false;
            }
        }
        return true;
    }

    private static int channel(double linear) {
        double v = Math.max(0, Math.min(1, linear));
        double encoded = v <= 0.0031308 ? 12.92 * v : 1.055 * Math.pow(v, 1 / 2.4) - 0.055;
        return (int) Math.round(encoded * 255);
    }
}
