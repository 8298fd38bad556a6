"""Do all compute the same numbers on the same parameters and points?

The reference is the same formula in double precision. What float32 allows: a logit is a sum of about 130 products of
order 1, so its error is about sqrt(130) * 6e-8 = 7e-7, a log density's is a few times that; gradients average such
errors over all rows. 1e-5 leaves room for both and for nothing else.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .exchange import read_array
from .session import Worker, WorkerError

TOLERANCE = 1e-5
"""Greatest difference of a log density in nats, and greatest norm of a gradient's difference relative to its norm."""

FIXED_POINT = 1e-6
"""Greatest difference of any parameter of the mixtures that two EM runs end with; columns have unit scale."""


@dataclass
class Parity:
    """What a contender differs by, and the tolerance."""

    name: str
    differences: dict[str, float]
    tolerance: float
    failure: str = ""

    @property
    def ok(self) -> bool:
        return not self.failure and all(d <= self.tolerance for d in self.differences.values())


def compare_mixture(contenders: list[Worker], reference: Worker, problem: Path, out: Path) -> list[Parity]:
    """Log densities and gradients of everybody against the reference."""
    for_reference = numbers(reference, "mixture", problem, out / reference.name)

    def differences(folder: Path) -> dict[str, float]:
        density, gradient = (read_array(folder, n) - read_array(for_reference, n) for n in ("logDensity", "gradient"))
        norm = np.linalg.norm(read_array(for_reference, "gradient"))
        return {
            "log density": float(np.abs(density).max()),
            "gradient": float(np.linalg.norm(gradient) / norm),
        }

    return [compare(w, "mixture", problem, out, differences, TOLERANCE) for w in contenders]


def compare_fixed_points(contenders: list[Worker], peer: Worker, problem: Path, out: Path) -> list[Parity]:
    """The mixtures that EM ends with, from the same start, against the peer's."""
    theirs = numbers(peer, "gaussian", problem, out / peer.name)

    def differences(folder: Path) -> dict[str, float]:
        names = ("weights", "means", "covariances")
        return {n: float(np.abs(read_array(folder, n) - read_array(theirs, n)).max()) for n in names}

    return [compare(w, "gaussian", problem, out, differences, FIXED_POINT) for w in contenders]


def compare(worker: Worker, kind: str, problem: Path, out: Path, differences, tolerance: float) -> Parity:
    try:
        folder = numbers(worker, kind, problem, out / worker.name)
        found = differences(folder)
    except WorkerError as e:
        return Parity(worker.name, {}, tolerance, str(e))
    return Parity(worker.name, found, tolerance)


def numbers(worker: Worker, kind: str, problem: Path, folder: Path) -> Path:
    worker.ask("load", kind, problem)
    worker.ask("parity", folder)
    return folder
