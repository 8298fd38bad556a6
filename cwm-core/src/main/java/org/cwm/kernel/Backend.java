package org.cwm.kernel;

import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/**
 * The kernels in use and the reason for the choice. System property {@code cwm.backend=scalar} forces the scalar
 * kernels.
 *
 * @param kernels the kernels
 * @param reason a sentence: why these
 */
public record Backend(Kernels kernels, String reason) {

    /**
     * The backend of this JVM, chosen once.
     *
     * @return the best usable backend
     */
    public static Backend get() {
        return Holder.BACKEND;
    }

    private static Backend choose() {
        if ("scalar".equals(System.getProperty("cwm.backend"))) {
            return new Backend(new ScalarKernels(), "forced by -Dcwm.backend=scalar");
        }
        KernelsProvider best = null;
        StringBuilder obstacles = new StringBuilder();
        var found = ServiceLoader.load(KernelsProvider.class, Backend.class.getClassLoader())
                .iterator();
        while (true) {
            try {
                if (!found.hasNext()) {
                    break;
                }
                KernelsProvider p = found.next();
                String obstacle = p.obstacle();
                if (!obstacle.isEmpty()) {
                    obstacles.append(obstacle).append(' ');
                } else if (best == null || p.priority() > best.priority()) {
                    best = p;
                }
            } catch (ServiceConfigurationError e) {
                obstacles.append(e.getMessage()).append(' ');
            }
        }
        if (best != null) {
            Kernels k = best.kernels();
            return new Backend(k, "the Vector API is available with " + k.lanes() + " float lanes");
        }
        return new Backend(
                new ScalarKernels(),
                obstacles.isEmpty()
                        ? "cwm-simd is not on the class path"
                        : obstacles.toString().strip());
    }

    private static final class Holder {
        static final Backend BACKEND = choose();
    }
}
