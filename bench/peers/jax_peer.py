"""The mixture in JAX: `python -m peers.jax_peer`, or with `float64` as the reference for everybody's numbers.

A variant is the number of points that go through the classifier at a time: the whole step is one jitted function, with
`lax.scan` over the chunks if there is more than one.
"""

import sys
from functools import partial
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np

from . import DRAWS, EPOCH_BATCH
from .exchange import MixtureProblem, write_array
from .worker import serve

LOG_2_PI = float(np.log(2 * np.pi))
LEARNING_RATE = 1e-3


def classify(layers, h):
    """Logits; layers are (weight, bias) pairs, tanh between them."""
    for weight, bias in layers[:-1]:
        h = jnp.tanh(h @ weight.T + bias)
    weight, bias = layers[-1]
    return h @ weight.T + bias


def log_density(parameters, x):
    """log p of each row of x: log-sum-exp over k of log w_k(z_k) + log N(z_k) - sum log s_k."""
    means, log_scales, layers = parameters
    z = (x[:, None, :] - means) * jnp.exp(-log_scales)
    log_weights = jax.nn.log_softmax(classify(layers, z), axis=-1)
    own = jnp.diagonal(log_weights, axis1=1, axis2=2)
    log_normal = -0.5 * (z**2).sum(-1) - 0.5 * x.shape[1] * LOG_2_PI
    return jax.nn.logsumexp(own + log_normal - log_scales.sum(-1), axis=1)


@partial(jax.jit, static_argnums=2)
def scores(parameters, x, chunk):
    """Log densities, a chunk of points at a time."""
    if chunk >= len(x):
        return log_density(parameters, x)
    parts = x.reshape(-1, chunk, x.shape[1])
    return jax.lax.map(lambda part: log_density(parameters, part), parts).ravel()


def mean_and_gradient(parameters, x, chunk):
    """Mean log density and its gradient by all parameters."""
    value_and_grad = jax.value_and_grad(lambda p, part: log_density(p, part).sum())
    if chunk >= len(x):
        total = value_and_grad(parameters, x)
    else:

        def add(sums, part):
            return jax.tree.map(jnp.add, sums, value_and_grad(parameters, part)), None

        zero = (jnp.zeros((), x.dtype), jax.tree.map(jnp.zeros_like, parameters))
        total, _ = jax.lax.scan(add, zero, x.reshape(-1, chunk, x.shape[1]))
    return jax.tree.map(lambda t: t / len(x), total)


step = jax.jit(mean_and_gradient, static_argnums=2)


@partial(jax.jit, static_argnums=3)
def train_step(parameters, x, rows, chunk):
    """One step of gradient ascent on a batch."""
    _, gradient = mean_and_gradient(parameters, x[rows], chunk)
    return jax.tree.map(lambda p, g: p + LEARNING_RATE * g, parameters, gradient)


@partial(jax.jit, static_argnums=2)
def draw(parameters, key, chunk):
    """DRAWS points: Z from the normal, R from w(Z), X = m_R + s_R Z."""
    means, log_scales, layers = parameters

    def part(key):
        normal, categorical = jax.random.split(key)
        z = jax.random.normal(normal, (chunk, means.shape[1]), means.dtype)
        r = jax.random.categorical(categorical, classify(layers, z))
        return means[r] + jnp.exp(log_scales[r]) * z

    if chunk >= DRAWS:
        return part(key)
    return jax.lax.map(part, jax.random.split(key, DRAWS // chunk)).reshape(-1, means.shape[1])


class JaxPeer:
    """See `worker.Peer`."""

    def __init__(self, dtype):
        self.dtype = dtype
        self.key = jax.random.key(1)
        self.random = np.random.default_rng(1)

    def about(self):
        return f"jax.jit (JAX {jax.__version__}, {self.dtype.__name__})"

    def variants(self):
        points = [str(c) for c in (5000, 250, 100)]
        return {"step": points, "epoch": ["1000", "250", "100"], "score": points, "sample": ["100000", "5000", "1000"]}

    def load(self, kind: str, folder: Path):
        problem = MixtureProblem.read(folder)
        means, log_scales, *layers = [jnp.asarray(t, self.dtype) for t in problem.tensors()]
        self.parameters = (means, log_scales, list(zip(layers[::2], layers[1::2])))
        self.points = jnp.asarray(problem.points, self.dtype)

    def parity(self, folder: Path):
        chunk = 100
        write_array(folder, "logDensity", np.asarray(scores(self.parameters, self.points, chunk), np.float64))
        _, gradient = step(self.parameters, self.points, chunk)
        flat = np.concatenate([np.ravel(g) for g in jax.tree.leaves(gradient)])
        write_array(folder, "gradient", flat.astype(np.float64))

    def run(self, task: str, variant: str):
        chunk = int(variant)
        if task == "step":
            out = step(self.parameters, self.points, chunk)
        elif task == "score":
            out = scores(self.parameters, self.points, chunk)
        elif task == "sample":
            self.key, key = jax.random.split(self.key)
            out = draw(self.parameters, key, chunk)
        else:
            out = self.parameters
            for rows in self.random.permutation(len(self.points)).reshape(-1, EPOCH_BATCH):
                out = train_step(out, self.points, rows, chunk)
        jax.block_until_ready(out)


if __name__ == "__main__":
    double = "float64" in sys.argv[1:]
    jax.config.update("jax_platforms", "cpu")
    jax.config.update("jax_enable_x64", double)
    serve(JaxPeer(jnp.float64 if double else jnp.float32))
