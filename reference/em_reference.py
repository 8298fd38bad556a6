"""Writes the reference values of the EM tests: em_reference.py DIRECTORY (cwm-core/src/test/resources/em).

Made with scikit-learn 1.9.1, numpy 2.4.6 and Python 3.11. Lines of values.csv are: case, name, numbers.
"""

import sys
import warnings
from pathlib import Path

import numpy as np
from sklearn.mixture import GaussianMixture

N, D, K, RIDGE, LAST = 240, 3, 4, 1e-3, 3000

warnings.simplefilter("ignore")  # tolerance 0 is never reached
rng = np.random.default_rng(20250101)
centres = rng.normal(scale=1.5, size=(K, D))
shapes = rng.normal(scale=0.5, size=(K, D, D)) + 0.4 * np.eye(D)
own = rng.integers(0, K, N)
points = centres[own] + np.einsum("nij,nj->ni", shapes[own], rng.normal(size=(N, D)))
points = np.round(points, 6)

start_weights = np.array([0.1, 0.2, 0.3, 0.4])
start_means = np.round(points[[3, 77, 150, 201]], 3)
variance = 0.7

out = Path(sys.argv[1])
out.mkdir(parents=True, exist_ok=True)
np.savetxt(out / "points.csv", points, fmt="%.6f", delimiter=",")
with open(out / "values.csv", "w") as file:

    def write(case, name, values):
        file.write(",".join([case, name] + [repr(float(v)) for v in np.ravel(values)]) + "\n")

    write("all", "start.weights", start_weights)
    write("all", "start.means", start_means)
    write("all", "start.variance", variance)
    write("all", "ridge", RIDGE)
    for case, kind in (("DIAGONAL", "diag"), ("FULL", "full")):
        precisions = np.ones((K, D)) / variance if kind == "diag" else np.stack([np.eye(D) / variance] * K)
        for iterations in (1, 2, 10, LAST):
            g = GaussianMixture(
                K,
                covariance_type=kind,
                reg_covar=RIDGE,
                tol=0,
                max_iter=iterations,
                weights_init=start_weights,
                means_init=start_means,
                precisions_init=precisions,
            ).fit(points)
            name = f"after.{iterations}."
            write(case, name + "weights", g.weights_)
            write(case, name + "means", g.means_)
            write(case, name + "covariances", g.covariances_)
            write(case, name + "likelihood", g.score(points))
