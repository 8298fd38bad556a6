package org.cwm.simd;

/**
 * Keeps loops short in the first calls of a kernel. Until it is compiled, code on the Vector API is a thousand times
 * slower; the compiler waits for so many calls and so many rounds of the loops in them, and with about {@value #ROUNDS}
 * rounds a call neither is in excess: the time until full speed is a fifth to a third shorter. Between them the compiler
 * is shown {@link OperatorKinds other operators} than the kernel's own.
 *
 * <p>Threads may count past each other: it changes no result.
 */
final class FirstCalls {
    private static final int ROUNDS = 16;

    private int left = 500;

    /** Returns how many rounds a loop may take in this call; later on, as many as given. */
    int most(int later) {
        if (left > 0) {
            left--;
            OperatorKinds.two();
            return ROUNDS;
        }
        return later;
    }
}
