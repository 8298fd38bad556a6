"""The same work in JAX, PyTorch and scikit-learn, timed in turns with ours."""

EPOCH_BATCH = 1000
"""Points a step of an epoch."""

DRAWS = 100_000
"""Draws that a sampling task makes."""

EM_ITERATIONS = {"diag": (2, 12), "full": (1, 3)}
"""An EM task takes the difference of two fits with so many iterations, so that what comes before and after cancels."""
