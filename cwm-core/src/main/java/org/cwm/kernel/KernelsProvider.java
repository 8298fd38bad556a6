package org.cwm.kernel;

/** Service that offers faster kernels; found by {@link java.util.ServiceLoader}. */
public interface KernelsProvider {

    /**
     * Order among providers: the highest that is usable wins.
     *
     * @return any number above 0 (the scalar kernels have 0)
     */
    int priority();

    /**
     * Why this provider can't run here, or an empty string if it can.
     *
     * @return a sentence for {@code cwm doctor}
     */
    String obstacle();

    /**
     * The kernels; called only when {@link #obstacle()} is empty.
     *
     * @return kernels
     */
    Kernels kernels();
}
