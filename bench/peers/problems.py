"""The problems that are timed and compared, from fixed seeds."""

from pathlib import Path

import numpy as np

from .exchange import GaussianProblem, MixtureProblem


def overlapping_mixture(rows: int, components: int, hidden: tuple[int, ...], seed: int) -> MixtureProblem:
    """A mixture in two dimensions whose components overlap so much that none is negligible anywhere, with a classifier
    that has something to say, and draws from it: Z ~ N(0, I), R ~ w(Z), X = m_R + s_R Z."""
    rng = np.random.default_rng(seed)
    d = 2
    means = rng.normal(scale=0.7, size=(components, d))
    log_scales = rng.normal(-0.1, 0.15, size=(components, d))
    widths = [d, *hidden, components]
    layers = []
    for i, o in zip(widths, widths[1:]):
        layers += [rng.normal(scale=1.3 / np.sqrt(i), size=(o, i)), rng.normal(scale=0.3, size=o)]
    flat = np.concatenate([a.ravel() for a in (means, log_scales, *layers)]).astype(np.float32)
    z = rng.normal(size=(rows, d))
    h = z
    for i in range(0, len(layers), 2):
        h = h @ layers[i].T + layers[i + 1]
        h = h if i + 2 == len(layers) else np.tanh(h)
    r = np.argmax(h + rng.gumbel(size=h.shape), axis=1)
    return MixtureProblem(means[r] + np.exp(log_scales[r]) * z, flat, components, hidden)


def saved_mixture(file: Path, rows: int, seed: int) -> MixtureProblem:
    """A model saved as arrays T.m, T.log_s, W.f.0.weight, W.f.0.bias, W.f.2.weight, ..., tanh between; draws from it."""
    rng = np.random.default_rng(seed)
    with np.load(file) as arrays:
        means, log_scales = (arrays[n].astype(np.float64) for n in ("T.m", "T.log_s"))
        count = sum(n.endswith(".weight") for n in arrays.files)
        layers = [arrays[f"W.f.{2 * i}.{n}"].astype(np.float64) for i in range(count) for n in ("weight", "bias")]
    z = rng.normal(size=(rows, means.shape[-1]))
    h = z
    for i in range(0, len(layers), 2):
        h = h @ layers[i].T + layers[i + 1]
        h = h if i + 2 == len(layers) else np.tanh(h)
    r = np.argmax(h + rng.gumbel(size=h.shape), axis=1)
    flat = np.concatenate([a.ravel() for a in (means, log_scales, *layers)]).astype(np.float32)
    hidden = tuple(len(b) for b in layers[1:-2:2])
    return MixtureProblem(means[r] + np.exp(log_scales[r]) * z, flat, len(means), hidden)


def evaluated_share(problem: MixtureProblem, first_cut: float = 14.0) -> float:
    """Share of the rows (point, component) that our engine can't leave out of its way forward: those whose bound
    log N(z) + log |det J| is within `first_cut` nats of the point's best."""
    means, log_scales = (t.astype(np.float64) for t in problem.tensors()[:2])
    inside = 0
    for x in np.array_split(problem.points, max(1, len(problem.points) // 1000)):
        z = (x[:, None, :] - means) * np.exp(-log_scales)
        bound = -0.5 * (z**2).sum(-1) - log_scales.sum(-1)
        inside += int((bound >= bound.max(axis=1, keepdims=True) - first_cut).sum())
    return inside / (len(problem.points) * problem.components)


def gaussian(rows: int, dimension: int, components: int, kind: str, spread: float, seed: int) -> GaussianProblem:
    """Draws from a Gaussian mixture with full covariances and means `spread` standard deviations from the origin in each
    column; EM starts at some of the points, with one covariance for all."""
    rng = np.random.default_rng(seed)
    means = rng.normal(scale=spread, size=(components, dimension))
    shapes = 0.6 * np.eye(dimension) + rng.normal(scale=0.5 / np.sqrt(dimension), size=(components, dimension, dimension))
    own = rng.integers(0, components, rows)
    points = np.empty((rows, dimension))
    for k in range(components):
        mine = np.flatnonzero(own == k)
        points[mine] = means[k] + rng.normal(size=(len(mine), dimension)) @ shapes[k].T
    # one point of each component, so that EM has somewhere to go but no component dies
    start = points[[np.flatnonzero(own == k)[0] for k in range(components)]]
    covariances = np.ones((components, dimension)) if kind == "diag" else np.stack([np.eye(dimension)] * components)
    return GaussianProblem(points, np.full(components, 1 / components), start, covariances, ridge=1e-6)
