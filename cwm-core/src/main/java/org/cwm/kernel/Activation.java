package org.cwm.kernel;

import java.util.Locale;

/** Non-linearities of a hidden layer, applied element by element to y. */
public enum Activation {
    /** tanh(y). */
    TANH,
    /** y * sigmoid(y) (also called swish). */
    SILU,
    /** sin(y); with a scaled first layer these are learned Fourier features. */
    SINE;

    /**
     * The name used in files and options.
     *
     * @return lower case name
     */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The activation of that name.
     *
     * @param id as of {@link #id()}
     * @return the activation
     * @throws IllegalArgumentException if there is none
     */
    public static Activation of(String id) {
        for (Activation a : values()) {
            if (a.id().equals(id)) {
                return a;
            }
        }
        throw new IllegalArgumentException("activation: '" + id + "', must be tanh, silu or sine");
    }
}
