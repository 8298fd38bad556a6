package org.cwm.variational.vae;

/** The ELBO of a training is no longer finite. */
final class DivergedException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    DivergedException(String message) {
        super(message);
    }
}
