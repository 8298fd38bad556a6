"""Gaussian mixtures in scikit-learn: `python -m peers.sklearn_peer`."""

import time
import warnings
from pathlib import Path

import numpy as np
import sklearn
from sklearn.mixture import GaussianMixture

from . import DRAWS, EM_ITERATIONS
from .exchange import GaussianProblem, write_array
from .worker import serve


def mixture(problem: GaussianProblem, iterations: int, tolerance: float = 0.0) -> GaussianMixture:
    """A mixture that EM will start from the problem's own start."""
    inverse = 1 / problem.covariances if problem.kind == "diag" else np.linalg.inv(problem.covariances)
    return GaussianMixture(
        len(problem.weights),
        covariance_type=problem.kind,
        reg_covar=problem.ridge,
        tol=tolerance,
        max_iter=iterations,
        weights_init=problem.weights,
        means_init=problem.means,
        precisions_init=inverse,
    )


class SklearnPeer:
    """See `worker.Peer`."""

    def about(self):
        return f"scikit-learn {sklearn.__version__} GaussianMixture"

    def variants(self):
        return {task: ["-"] for task in ("em", "mixture-score", "mixture-sample")}

    def load(self, kind: str, folder: Path):
        self.problem = GaussianProblem.read(folder)
        self.fitted = None

    def parity(self, folder: Path):
        g = mixture(self.problem, 20_000).fit(self.problem.points)
        write_array(folder, "weights", g.weights_)
        write_array(folder, "means", g.means_)
        write_array(folder, "covariances", g.covariances_)

    def run(self, task: str, variant: str):
        if task == "em":
            few, many = EM_ITERATIONS[self.problem.kind]
            before = self.fit_seconds(few)
            return (self.fit_seconds(many) - before) / (many - few)
        if self.fitted is None:
            self.fitted = mixture(self.problem, 1).fit(self.problem.points)
        start = time.perf_counter()
        if task == "mixture-score":
            self.fitted.score_samples(self.problem.points)
        else:
            self.fitted.sample(DRAWS)
        return time.perf_counter() - start

    def fit_seconds(self, iterations: int) -> float:
        start = time.perf_counter()
        mixture(self.problem, iterations).fit(self.problem.points)
        return time.perf_counter() - start


if __name__ == "__main__":
    warnings.simplefilter("ignore")  # a tolerance of 0 is never reached
    serve(SklearnPeer())
